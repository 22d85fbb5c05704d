import { median } from '@convbench/statistics';
import { monotonicClock, type Clock } from './timeOnce.js';

/**
 * The rule: calls are cut into windows of at least 100 ms and 3 calls; a call that takes longer is a window of its own.
 * It is warm when the median of the last window is within 5 % of that of each of the two before, or, of calls that are
 * windows of their own, of the one before. A median lets single stalls pass, three windows show a drift, and 100 ms are
 * long enough for a processor to change its clock.
 */
export const WARM_UP_RULE = { windowMs: 100, windowCalls: 3, tolerance: 0.05 } as const;

export interface WarmUp {
  readonly warmupIterations: number;
  readonly warmupMs: number;
  /** Whether the last windows agreed before the time was over. */
  readonly warmupStable: boolean;
}

export interface WarmUpOptions {
  readonly maximumMs: number;
  /** What the first call took, before the warm-up: of a slow network it is a window already. */
  readonly firstCallMs: number;
  readonly clock?: Clock;
}

/**
 * Calls `run` until the last windows agree or `maximumMs` are over; at least once. Time is looked at between the calls.
 * What `run` throws passes through unchanged.
 */
export async function warmUp(
  run: () => Promise<unknown>,
  { maximumMs, firstCallMs, clock = monotonicClock }: WarmUpOptions,
): Promise<WarmUp> {
  const { windowMs, windowCalls } = WARM_UP_RULE;
  const start = clock();
  const windows: Window[] =
    firstCallMs >= windowMs ? [{ medianMs: firstCallMs, isOneCall: true }] : [];
  let calls: number[] = [];
  let windowStart = start;
  for (let iterations = 1; ; iterations += 1) {
    const before = clock();
    await run();
    const now = clock();
    calls.push(now - before);
    const isOneCall = calls.length === 1 && now - before >= windowMs;
    if (isOneCall || (calls.length >= windowCalls && now - windowStart >= windowMs)) {
      windows.push({ medianMs: median(calls), isOneCall });
      calls = [];
      windowStart = now;
      if (agree(windows)) {
        return { warmupIterations: iterations, warmupMs: now - start, warmupStable: true };
      }
    }
    if (now - start >= maximumMs) {
      return { warmupIterations: iterations, warmupMs: now - start, warmupStable: false };
    }
  }
}

interface Window {
  readonly medianMs: number;
  readonly isOneCall: boolean;
}

function agree(windows: readonly Window[]): boolean {
  const wanted = windows.at(-1)?.isOneCall === true ? 2 : 3;
  const last = windows.slice(-wanted).map(({ medianMs }) => medianMs);
  if (last.length < wanted) return false;
  return Math.max(...last) <= Math.min(...last) * (1 + WARM_UP_RULE.tolerance);
}
