import type { Latency } from '@convbench/spec';
import { summarizePercentiles, type BootstrapOptions } from '@convbench/statistics';
import type { SteadyFigures } from './steadyBlocks.js';

const PERCENTILES = [90, 95, 99];

/**
 * The figures of a record from a steady state. Median, percentiles and intervals follow from `samplesMs` alone, so
 * that a reader of the record can compute them again; count, total, mean and extremes are those of all samples.
 */
export function summarizeLatency(steady: SteadyFigures, options: BootstrapOptions): Latency {
  const { samplesMs, blocks, count, totalMs, minimumMs, maximumMs, endedBy } = steady;
  const { medianMs, percentiles } = summarizePercentiles(samplesMs, PERCENTILES, options);
  return {
    samplesMs,
    blocks: [...blocks],
    count,
    totalMs,
    medianMs,
    meanMs: totalMs / count,
    minimumMs,
    maximumMs,
    percentiles: [...percentiles],
    endedBy,
  };
}
