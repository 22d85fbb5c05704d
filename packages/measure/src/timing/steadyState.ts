import type { Latency, Measuring } from '@convbench/spec';
import { Bench } from 'tinybench';
import { createSampleLog } from './sampleLog.js';
import { monotonicClock, type Clock } from './timeOnce.js';
import { warmUp, type WarmUp } from './warmUp.js';

export interface SteadyStateOptions {
  /** One inference; resolves when the result is readable on the host. */
  readonly run: () => Promise<unknown>;
  readonly measuring: Pick<
    Measuring,
    'minimumTimeMs' | 'minimumSamples' | 'maximumTimeMs' | 'maximumWarmupMs'
  >;
  /** Decides which samples are kept when there are more than `SAMPLE_CAPACITY`. */
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

/**
 * Warms up (see `WARM_UP_RULE`), then samples until both `minimumTimeMs` and `minimumSamples` are reached, or until
 * `maximumTimeMs` are over, whichever comes first; at least one sample is taken.
 *
 * What `run` throws passes through unchanged.
 */
export async function timeSteadyState(options: SteadyStateOptions): Promise<SteadyState> {
  const { run, measuring, seed, onSteady, clock = monotonicClock } = options;
  const warmth = await warmUp(run, measuring.maximumWarmupMs, clock);
  onSteady?.();

  const log = createSampleLog(seed);
  const timeIsUp = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  // tinybench sorts its samples and wraps what is thrown, so both are kept here, around the call alone.
  const sampleOnce = async (): Promise<void> => {
    try {
      const before = clock();
      await run();
      const after = clock();
      log.add(after - before);
      if (after - start >= measuring.maximumTimeMs) timeIsUp.abort();
    } catch (error) {
      failure = { error };
      throw error;
    }
  };

  const bench = new Bench({
    time: measuring.minimumTimeMs,
    iterations: measuring.minimumSamples,
    warmup: false,
    throws: true,
    now: clock,
    signal: timeIsUp.signal,
  });
  bench.add('steady state', sampleOnce, { async: true });
  const start = clock();
  try {
    await bench.run();
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  }

  const enough = !timeIsUp.signal.aborted || reached(log, measuring);
  return {
    ...warmth,
    samplesMs: log.samplesMs(),
    count: log.count,
    totalMs: log.totalMs,
    minimumMs: log.minimumMs,
    maximumMs: log.maximumMs,
    endedBy: enough ? 'enough-samples' : 'maximum-time',
  };
}

function reached(
  log: { readonly count: number; readonly totalMs: number },
  measuring: SteadyStateOptions['measuring'],
): boolean {
  return log.count >= measuring.minimumSamples && log.totalMs >= measuring.minimumTimeMs;
}
