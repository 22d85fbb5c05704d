import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the kernel of the product is what its source makes', () => {
  const script = new URL('../scripts/generate-kernel.mjs', import.meta.url).pathname;
  const made = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' });
  const path = '../packages/graph/src/interpreter/product/kernel.gen.ts';
  expect(readFileSync(new URL(path, import.meta.url), 'utf8')).toBe(made);
});
