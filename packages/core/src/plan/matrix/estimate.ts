import { roundRange } from '@convbench/spec';
import type { Measuring, Scenario } from '@convbench/spec';
import type { CachedTraining } from '../cache/cachedWeights.js';

/** Passes over a network that one training image costs: forward, gradient of the input, gradient of the weights. */
const trainingPasses = 3;

/** FLOP/s per thread, for a machine of which nothing is known yet: the middle of what we saw on several. */
const roughTrainingRate = 60e9;
const roughInferenceRate = 80e9;

/** MAC/s of the float64 interpreter on a small network, where threads help least. */
const roughReferenceRate = 2e9;

/** Start of a process, loading an engine and a network; a process before it writes what is loaded. */
const processSeconds = 1;
/** What a warm-up usually takes; the limit is rarely needed. */
const usualWarmupSeconds = 0.4;

/** What this machine reached in earlier trainings; `null` where there was none. */
export interface KnownRates {
  /** Images/s of the very same network and data set, by graph hash. */
  readonly imagesPerSecondByGraph: ReadonlyMap<string, number>;
  /** Median FLOP/s over all networks trained here, for the others. */
  readonly flopsPerSecond: number | null;
}

/** Of an earlier training; weights that were not trained say nothing of the speed. */
export type RateSample = Pick<CachedTraining, 'graphSha256' | 'macs'> & {
  readonly training: Pick<CachedTraining['training'], 'imagesPerSecond' | 'threads'>;
};

/** Rates from trainings that the cache of this machine holds, those with the same number of threads only. */
export function knownRates(samples: readonly RateSample[], threads: number): KnownRates {
  const same = samples.filter(
    ({ training }) => training.threads === threads && training.imagesPerSecond > 0,
  );
  const rates = same
    .map(({ macs, training }) => training.imagesPerSecond * trainingPasses * 2 * macs)
    .sort((a, b) => a - b);
  return {
    imagesPerSecondByGraph: new Map(
      same.map(({ graphSha256, training }) => [graphSha256, training.imagesPerSecond]),
    ),
    flopsPerSecond: rates[Math.floor(rates.length / 2)] ?? null,
  };
}

/** Seconds that training this many images takes. */
export function estimateTraining(
  images: number,
  network: { readonly graphSha256: string; readonly macs: number },
  threads: number,
  known: KnownRates,
): number {
  const rate = known.flopsPerSecond ?? roughTrainingRate * threads;
  const imagesPerSecond =
    known.imagesPerSecondByGraph.get(network.graphSha256) ??
    rate / (trainingPasses * 2 * network.macs);
  return processSeconds + images / imagesPerSecond;
}

/** Seconds of bringing weights that came with a network into the cache, with the reference's logits of some images. */
export function estimatePretrained(macs: number, images: number): number {
  return processSeconds + (images * macs) / roughReferenceRate;
}

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
