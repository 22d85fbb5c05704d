import { median } from '@convbench/statistics';
import { monotonicClock, type Clock } from './timeOnce.js';

/**
 * The rule: the run is cut into windows of at least 100 ms and at least 3 iterations; it is warm when the medians of
 * the last three windows lie within 5 % of the smallest of them. A median lets single stalls pass, three windows
 * show a drift, and 100 ms are long enough for a processor to change its clock.
 */
export const WARM_UP_RULE = {
  windowMs: 100,
  windowIterations: 3,
  windows: 3,
  tolerance: 0.05,
} as const;

export interface WarmUp {
  readonly warmupIterations: number;
  readonly warmupMs: number;
  /** Whether the last windows agreed before the time was over. */
  readonly warmupStable: boolean;
}

/**
 * Calls `run` until the last windows agree or `maximumWarmupMs` are over; at least once. Time is looked at between
 * the calls. What `run` throws passes through unchanged.
 */
export async function warmUp(
  run: () => Promise<unknown>,
  maximumWarmupMs: number,
  clock: Clock = monotonicClock,
): Promise<WarmUp> {
  const start = clock();
  const medians: number[] = [];
  let window: number[] = [];
  let windowStart = start;
  for (let iterations = 1; ; iterations += 1) {
    const before = clock();
    await run();
    const now = clock();
    window.push(now - before);
    if (
      window.length >= WARM_UP_RULE.windowIterations &&
      now - windowStart >= WARM_UP_RULE.windowMs
    ) {
      medians.push(median(window));
      window = [];
      windowStart = now;
      if (agree(medians.slice(-WARM_UP_RULE.windows))) {
        return { warmupIterations: iterations, warmupMs: now - start, warmupStable: true };
      }
    }
    if (now - start >= maximumWarmupMs) {
      return { warmupIterations: iterations, warmupMs: now - start, warmupStable: false };
    }
  }
}

function agree(medians: readonly number[]): boolean {
  if (medians.length < WARM_UP_RULE.windows) return false;
  return Math.max(...medians) <= Math.min(...medians) * (1 + WARM_UP_RULE.tolerance);
}
