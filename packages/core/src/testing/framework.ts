/** The part of a test runner that the suites need; vitest's and jest's functions fit. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => void | Promise<void>): unknown;
  expect(
    actual: unknown,
    message?: string,
  ): {
    toBe(expected: unknown): unknown;
    toEqual(expected: unknown): unknown;
    toBeGreaterThan(expected: number): unknown;
    toBeLessThan(expected: number): unknown;
  };
}

/** What a function threw, or undefined. */
export async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error ?? 'nothing';
  }
}
