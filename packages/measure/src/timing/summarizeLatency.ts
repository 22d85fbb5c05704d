import type { Latency } from '@convbench/spec';
import { bootstrapMedianInterval, type BootstrapOptions } from '../statistics/bootstrap.js';
import { summarizePercentiles } from '../statistics/percentiles.js';
import { median } from '../statistics/quantile.js';
import type { SteadyState } from './steadyState.js';

const PERCENTILES = [90, 95, 99];

/**
 * The figures of a record from a steady state. Median, percentiles and intervals follow from `samplesMs` alone, so
 * that a reader of the record can compute them again; count, total, mean and extremes are those of all samples.
 */
export function summarizeLatency(
  steadyState: Omit<SteadyState, 'warmupIterations' | 'warmupMs' | 'warmupStable'>,
  options: BootstrapOptions,
): Latency {
  const { samplesMs, count, totalMs, minimumMs, maximumMs, endedBy } = steadyState;
  const interval = bootstrapMedianInterval(samplesMs, options);
  const value = median(samplesMs);
  return {
    samplesMs,
    count,
    totalMs,
    medianMs: 'notMeasured' in interval ? { value } : { value, interval },
    meanMs: totalMs / count,
    minimumMs,
    maximumMs,
    percentiles: [...summarizePercentiles(samplesMs, PERCENTILES, options)],
    endedBy,
  };
}
