/**
 * Percentile bootstrap over blocks of a time series.
 *
 * Consecutive latencies are alike (clock frequency, caches, a neighbour on the machine), so resampling single values
 * gives intervals that are too narrow. Blocks keep what is dependent together: the circular block bootstrap of
 * Politis and Romano (1992), in which every sample is drawn equally often. About 50 blocks per series: enough for an
 * interval, and as long as the series allows (Schmeiser 1982 finds little gain beyond 30 batches). Fewer than 100
 * samples are therefore resampled one by one, Efron's plain bootstrap.
 */
import { percent } from '@convbench/spec/plain';
import type { Interval } from '@convbench/spec';
import { notMeasured, type NotMeasured } from '../summary/notMeasured.js';
import { finiteCopy, selectQuantile } from '../summary/quantile.js';
import { BlockResampler } from './blocks.js';

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * Interval of the median of `samples`, given in time order.
 *
 * Not measured where the samples do not tell: all equal, or so few that not even their range holds the median with
 * the confidence (under 6 samples at 95 %).
 *
 * @throws RangeError for no samples or one that is not finite.
 */
export function bootstrapMedianInterval(
  samples: ArrayLike<number>,
  options: BootstrapOptions,
): Interval | NotMeasured {
  return bootstrapQuantileIntervals(samples, [0.5], options)[0] as Interval | NotMeasured;
}

/** Intervals of several quantiles from the same resamples; `probabilities` ascend. See `bootstrapMedianInterval`. */
export function bootstrapQuantileIntervals(
  samples: ArrayLike<number>,
  probabilities: readonly number[],
  options: BootstrapOptions,
): readonly (Interval | NotMeasured)[] {
  const { confidence = 0.95, resamples = 2000 } = options;
  const series = finiteCopy(samples);
  const obstacle = whyNoInterval(series, confidence);
  if (obstacle !== undefined) return probabilities.map(() => notMeasured(obstacle));

  const blocks = new BlockResampler(series, options.seed);
  const resample = new Float64Array(series.length);
  const estimates = probabilities.map(() => new Float64Array(resamples));
  for (let r = 0; r < resamples; r += 1) {
    blocks.fill(resample);
    let left = 0;
    probabilities.forEach((p, which) => {
      (estimates[which] as Float64Array)[r] = selectQuantile(resample, p, left);
      left = Math.floor((resample.length - 1) * p);
    });
  }
  return estimates.map((values) => percentileInterval(values, confidence));
}

/** Interval of the mean of `samples`, given in time order. See `bootstrapMedianInterval`. */
export function bootstrapMeanInterval(
  samples: ArrayLike<number>,
  options: BootstrapOptions,
): Interval | NotMeasured {
  const { confidence = 0.95, resamples = 2000 } = options;
  const series = finiteCopy(samples);
  const obstacle = whyNoInterval(series, confidence);
  if (obstacle !== undefined) return notMeasured(obstacle);

  const blocks = new BlockResampler(series, options.seed);
  const means = Float64Array.from({ length: resamples }, () => blocks.drawMean());
  return percentileInterval(means, confidence);
}

/** The interval between the outer percentiles of resampled estimates, which it reorders. */
export function percentileInterval(estimates: Float64Array, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  const low = selectQuantile(estimates, tail, 0);
  const high = selectQuantile(estimates, 1 - tail, 0);
  return { low, high, confidence };
}

/** The range of n samples misses the median with probability 2^(1 - n). */
function fewestSamples(confidence: number): number {
  return Math.ceil(1 - Math.log2(1 - confidence));
}

function whyNoInterval(series: Float64Array, confidence: number): string | undefined {
  const fewest = fewestSamples(confidence);
  if (series.length < fewest) {
    const have = series.length === 1 ? 'one sample' : `${series.length} samples`;
    return `${have}: an interval at ${percent(confidence, { digits: 6 })} needs at least ${fewest}`;
  }
  if (isConstant(series)) {
    return `all ${series.length} samples are equal: the clock does not resolve their spread`;
  }
  return undefined;
}

function isConstant(series: Float64Array): boolean {
  return series.every((value) => value === series[0]);
}
