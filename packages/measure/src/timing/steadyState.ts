import type { Latency, Measuring } from '@convbench/spec';
import { Bench } from 'tinybench';
import { medianPrecision } from './medianPrecision.js';
import { createSampleLog } from './sampleLog.js';
import { monotonicClock, type Clock } from './timeOnce.js';
import { warmUp, type WarmUp } from './warmUp.js';

export interface SteadyStateOptions {
  /** One inference; resolves when the result is readable on the host. */
  readonly run: () => Promise<unknown>;
  readonly measuring: Pick<
    Measuring,
    'targetPrecision' | 'minimumTimeMs' | 'minimumSamples' | 'maximumTimeMs' | 'maximumWarmupMs'
  >;
  /** Of the bootstrap, and of the choice among samples where there are more than `SAMPLE_CAPACITY`. */
  readonly seed: number;
  /** Called between warm-up and sampling, for whoever keeps time of the phases. */
  readonly onSteady?: () => void;
  readonly clock?: Clock;
}

export interface SteadyState extends WarmUp {
  /** In time order; all of them up to `SAMPLE_CAPACITY`, beyond that a stratified selection (see `SampleLog`). */
  readonly samplesMs: number[];
  /** Of all samples, like the sum and the extremes. */
  readonly count: number;
  readonly totalMs: number;
  readonly minimumMs: number;
  readonly maximumMs: number;
  readonly endedBy: Latency['endedBy'];
}

/** The precision is looked at no more often than this, and for no more than this part of the time. */
export const PRECISION_CHECK = { windowMs: 100, partOfTime: 0.05 } as const;
/** A check that took this part of a call or more has pushed the network out of the caches. */
const DISTURBING = 0.05;

/**
 * Warms up (see `WARM_UP_RULE`), then samples until half the width of the median's interval is at most
 * `targetPrecision` of it (`precise`), but not before `minimumTimeMs` and `minimumSamples`; or until `maximumTimeMs`
 * are over (`maximum-time`). At least one sample is taken.
 *
 * The precision is checked between windows of at least 100 ms; after a check that lasted long enough to matter, one
 * call is not timed. What `run` throws passes through unchanged.
 */
export async function timeSteadyState(options: SteadyStateOptions): Promise<SteadyState> {
  const { run, measuring, seed, onSteady, clock = monotonicClock } = options;
  const warmth = await warmUp(run, measuring.maximumWarmupMs, clock);
  onSteady?.();

  const log = createSampleLog(seed);
  const over = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  let precise = false;
  const isPrecise = (): boolean =>
    log.count >= measuring.minimumSamples &&
    log.totalMs >= measuring.minimumTimeMs &&
    medianPrecision(log.samplesMs(), seed) <= measuring.targetPrecision;
  // tinybench sorts its samples and wraps what is thrown, so both are kept here, around the call alone.
  const sampleOnce = async (): Promise<void> => {
    try {
      const before = clock();
      await run();
      const after = clock();
      log.add(after - before);
      if (after - start >= measuring.maximumTimeMs) {
        precise = isPrecise();
        over.abort();
      } else if (after >= nextCheck) {
        precise = isPrecise();
        const checkMs = clock() - after;
        nextCheck =
          after +
          checkMs +
          Math.max(PRECISION_CHECK.windowMs, checkMs / PRECISION_CHECK.partOfTime);
        if (precise) over.abort();
        else if (checkMs >= DISTURBING * (log.totalMs / log.count)) await run();
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  };

  const bench = new Bench({
    time: measuring.maximumTimeMs,
    iterations: 1,
    warmup: false,
    throws: true,
    now: clock,
    signal: over.signal,
  });
  bench.add('steady state', sampleOnce, { async: true });
  const start = clock();
  let nextCheck = start + Math.max(PRECISION_CHECK.windowMs, measuring.minimumTimeMs);
  try {
    await bench.run();
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  }
  return {
    ...warmth,
    samplesMs: log.samplesMs(),
    count: log.count,
    totalMs: log.totalMs,
    minimumMs: log.minimumMs,
    maximumMs: log.maximumMs,
    endedBy: precise ? 'precise' : 'maximum-time',
  };
}
