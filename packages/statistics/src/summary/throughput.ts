import type { Measured } from '@convbench/spec';
import { bootstrapMeanInterval, type BootstrapOptions } from '../resampling/bootstrap.js';

/**
 * Images per second: images over total time, never a mean of reciprocals.
 *
 * @throws RangeError unless both are positive.
 */
export function throughput(images: number, totalMs: number): number {
  if (!(images > 0 && totalMs > 0)) {
    throw new RangeError(`throughput: ${images} images in ${totalMs} ms.`);
  }
  return (images * 1000) / totalMs;
}

/** What `summarizeThroughput` reads of a steady state. */
export interface ThroughputSamples {
  /** Latencies of whole batches in time order. */
  readonly samplesMs: readonly number[];
  readonly count: number;
  readonly totalMs: number;
}

/** Images per second of a steady state; the interval follows from that of the mean latency. */
export function summarizeThroughput(
  steadyState: ThroughputSamples,
  batchSize: number,
  options: BootstrapOptions,
): Measured {
  if (!(steadyState.totalMs > 0)) {
    return { notMeasured: 'the clock does not resolve the duration of a batch' };
  }
  const value = throughput(steadyState.count * batchSize, steadyState.totalMs);
  const mean = bootstrapMeanInterval(steadyState.samplesMs, options);
  if ('notMeasured' in mean || !(mean.low > 0)) return { value };
  const low = throughput(batchSize, mean.high);
  const high = throughput(batchSize, mean.low);
  return { value, interval: { low, high, confidence: mean.confidence } };
}
