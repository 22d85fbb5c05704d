/** Milliseconds from an arbitrary start, never going back. */
export type Clock = () => number;

export const monotonicClock: Clock = () => performance.now();

/** Times a single call: a model's load, the first inference. What `run` throws passes through unchanged. */
export async function timeOnce<T>(
  run: () => T | Promise<T>,
  clock: Clock = monotonicClock,
): Promise<{ readonly ms: number; readonly value: T }> {
  const start = clock();
  const value = await run();
  return { ms: clock() - start, value };
}
