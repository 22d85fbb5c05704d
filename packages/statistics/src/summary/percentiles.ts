import type { Measured } from '@convbench/spec';
import { bootstrapQuantileIntervals, type BootstrapOptions } from '../resampling/bootstrap.js';
import { notMeasured } from './notMeasured.js';
import { quantile } from './quantile.js';

/** With fewer samples beyond it, a percentile is a story about one or two outliers. */
const SAMPLES_BEYOND = 5;

export interface Percentile {
  /** 90 for the 90th percentile. */
  readonly p: number;
  readonly ms: Measured;
}

/** Samples that the p-th percentile (p in (0, 100)) needs: 50 for p90, 100 for p95, 500 for p99. */
export function samplesForPercentile(p: number): number {
  return Math.ceil(Number(((SAMPLES_BEYOND * 100) / (100 - p)).toPrecision(12)));
}

/**
 * The median and the percentiles (ascending, each in (50, 100)) of samples in time order, with intervals from the
 * same resamples. Percentiles that the samples are too few for are not measured.
 *
 * @throws RangeError for no samples or one that is not finite.
 */
export function summarizePercentiles(
  samplesMs: ArrayLike<number>,
  percentiles: readonly number[],
  options: BootstrapOptions,
): { readonly medianMs: Measured; readonly percentiles: readonly Percentile[] } {
  const supported = percentiles.filter((p) => samplesMs.length >= samplesForPercentile(p));
  const measured = [50, ...supported];
  const intervals = bootstrapQuantileIntervals(
    samplesMs,
    measured.map((p) => p / 100),
    options,
  );
  const figure = (p: number): Measured => {
    const interval = intervals[measured.indexOf(p)];
    if (interval === undefined) return notMeasured(tooFew(samplesMs.length, p));
    const value = quantile(samplesMs, p / 100);
    return 'notMeasured' in interval ? { value } : { value, interval };
  };
  return { medianMs: figure(50), percentiles: percentiles.map((p) => ({ p, ms: figure(p) })) };
}

function tooFew(count: number, p: number): string {
  const have = count === 1 ? 'one sample' : `${count} samples`;
  return `${have}: p${p} needs at least ${samplesForPercentile(p)}`;
}
