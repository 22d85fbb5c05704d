import type { Measured } from '@convbench/spec';
import { bootstrapQuantileIntervals, type BootstrapOptions } from './bootstrap.js';
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
 * The percentiles (ascending, each in (0, 100)) of samples in time order, with intervals; not measured where there
 * are too few samples.
 */
export function summarizePercentiles(
  samplesMs: ArrayLike<number>,
  percentiles: readonly number[],
  options: BootstrapOptions,
): readonly Percentile[] {
  const supported = percentiles.filter((p) => samplesMs.length >= samplesForPercentile(p));
  const intervals = bootstrapQuantileIntervals(
    samplesMs,
    supported.map((p) => p / 100),
    options,
  );
  return percentiles.map((p) => {
    const interval = intervals[supported.indexOf(p)];
    if (interval === undefined) {
      return { p, ms: notMeasured(tooFew(samplesMs.length, p)) };
    }
    const value = quantile(samplesMs, p / 100);
    return { p, ms: 'notMeasured' in interval ? { value } : { value, interval } };
  });
}

function tooFew(count: number, p: number): string {
  const have = count === 1 ? 'one sample' : `${count} samples`;
  return `${have}: p${p} needs at least ${samplesForPercentile(p)}`;
}
