import type { TestFramework } from '@convbench/core/testing';
import { expect } from 'vitest';

/** Runs a conformance suite apart from the test runner and returns the names of its tests that fail. */
export async function failingTests(suite: (framework: TestFramework) => void): Promise<string[]> {
  const tests: { name: string; body: () => void | Promise<void> }[] = [];
  suite({
    describe: (_name, body) => body(),
    it: (name, body) => tests.push({ name, body }),
    expect,
  });
  const failed: string[] = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}
