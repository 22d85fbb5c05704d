import type { CachedTraining } from '../cache/cachedWeights.js';

/** Passes over a network that one training image costs: forward, gradient of the input, gradient of the weights. */
const trainingPasses = 3;

/** FLOP/s per thread, for a machine of which nothing is known yet: the middle of what we saw on several. */
const roughTrainingRate = 60e9;

/** MAC/s of the float64 interpreter on a small network, where threads help least. */
const roughReferenceRate = 2e9;

/** Start of a process, loading an engine and a network; a process before it writes what is loaded. */
export const processSeconds = 1;

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

/** Seconds of a process in which the reference computes its logits of some images. */
export function estimateReference(macs: number, images: number): number {
  return processSeconds + (images * macs) / roughReferenceRate;
}
