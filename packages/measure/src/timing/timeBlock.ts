import type { BlockSpan } from '@convbench/spec';
import { Bench } from 'tinybench';
import { monotonicClock, type Clock } from './timeOnce.js';

/**
 * One turn of a process. Shorter ones do not measure what a process does alone: its weights must come back into the
 * caches first. The gap lets the threads of whoever ran before fall asleep: for some milliseconds they spin.
 */
export const BLOCK = { milliseconds: 200, leastCalls: 3, gapMs: 20 } as const;

/**
 * Calls `run` for at least `milliseconds` and `leastCalls` times, and returns what each call took, in milliseconds and
 * in their order. What `run` throws passes through unchanged.
 */
export async function timeBlock(
  run: () => Promise<unknown>,
  { milliseconds, leastCalls }: BlockSpan,
  clock: Clock = monotonicClock,
): Promise<number[]> {
  const samplesMs: number[] = [];
  let failure: { readonly error: unknown } | undefined;
  // tinybench sorts its samples and wraps what is thrown, so both are kept here, around the call alone.
  const call = async (): Promise<void> => {
    try {
      const before = clock();
      await run();
      samplesMs.push(clock() - before);
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  const bench = new Bench({
    time: milliseconds,
    iterations: leastCalls,
    warmup: false,
    throws: true,
    now: clock,
  });
  bench.add('block', call, { async: true });
  try {
    await bench.run();
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  }
  return samplesMs;
}
