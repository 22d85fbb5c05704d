import type { Measured } from '@convbench/spec';
import { notMeasured } from '@convbench/statistics';
import { monotonicClock, type Clock } from '../timing/timeOnce.js';

export interface MemoryCopyOptions {
  /** Of each of the two arrays; default 128 MiB, several times the last cache of common processors. */
  readonly bytes?: number;
  /** Default 10. */
  readonly repeats?: number;
  readonly clock?: Clock;
}

/**
 * Bytes per second, read and written together, at which one thread copies in the host's memory: the best of several
 * copies of an array that no cache holds. Bytes that the processor reads of the target before writing it do not count,
 * as in STREAM. Takes twice `bytes` of memory and under a second.
 *
 * Not measured where there is no memory for the arrays, or the clock does not resolve a copy.
 */
export function measureMemoryCopy(options: MemoryCopyOptions = {}): Measured {
  const { bytes = 128 * 2 ** 20, repeats = 10, clock = monotonicClock } = options;
  let source: Uint8Array;
  let target: Uint8Array;
  try {
    // Filled, since pages that were never written are all the same one.
    source = new Uint8Array(bytes).fill(1);
    target = new Uint8Array(bytes).fill(2);
  } catch {
    return notMeasured(`there is no memory for two arrays of ${Math.round(bytes / 2 ** 20)} MiB`);
  }
  let shortestMs = Infinity;
  for (let i = 0; i < repeats; i += 1) {
    const before = clock();
    target.set(source);
    shortestMs = Math.min(shortestMs, clock() - before);
  }
  if (!(shortestMs > 0)) return notMeasured('the clock does not resolve a copy');
  return { value: (2 * bytes * 1000) / shortestMs };
}
