import { roundRange } from '@convbench/spec';
import type { Measuring, Scenario } from '@convbench/spec';
import { processSeconds } from '../sources/estimateWeights.js';
import type { KnownRates } from '../sources/estimateWeights.js';

/** FLOP/s per thread, for a machine of which nothing is known yet: the middle of what we saw on several. */
const roughInferenceRate = 80e9;

/** What a warm-up usually takes; the limit is rarely needed. */
const usualWarmupSeconds = 0.4;

/** Samples that a precise median usually takes. */
const usualSamples = 8;
/** Batches that a sweep usually tries, and rates that the search for the highest one does. */
const usualSweepPoints = 7;
const usualServerSeconds = 60;

/** Seconds of each round that every cell gets: load, warm-up, steady state; in the first one accuracy, and the sweep of batches. */
export function estimateRounds(
  options: {
    readonly macs: number;
    readonly scenario: Scenario;
    readonly batchSize: number;
    readonly testImages: number;
    readonly threads: number;
    readonly measuring: Measuring;
  },
  known: KnownRates,
): number[] {
  const { macs, scenario, batchSize, testImages, threads, measuring } = options;
  const rate = Math.max(known.flopsPerSecond ?? 0, roughInferenceRate * threads);
  const imageSeconds = (2 * macs) / rate;
  const callSeconds = batchSize * imageSeconds;
  const steady = Math.min(
    Math.max(measuring.minimumTimeMs / 1000, usualSamples * callSeconds),
    measuring.maximumTimeMs / 1000,
  );
  const warmup = Math.min(
    Math.max(usualWarmupSeconds, 2 * callSeconds),
    measuring.maximumWarmupMs / 1000,
  );
  const round = processSeconds + warmup + steady + (scenario === 'server' ? usualServerSeconds : 0);
  const { accuracyImages } = measuring;
  const images = accuracyImages === 'all' ? testImages : Math.min(accuracyImages, testImages);
  const sweep = scenario === 'throughput' ? (usualSweepPoints - 1) * round : 0;
  const first = round + sweep + images * imageSeconds;
  const { least } = roundRange(measuring);
  return Array.from({ length: least }, (_, index) => (index === 0 ? first : round));
}
