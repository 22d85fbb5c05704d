import { graphSha256 } from '@convbench/graph';
import type { Tf32 } from '@convbench/spec';
import { totalSteps, trainedImages, warmupStepsOf } from '@convbench/train';
import { cpuModel } from '../cache/weightsCache.js';
import { cacheState } from './cacheState.js';
import { estimateTraining } from './estimate.js';
import type { KnownRates } from './estimate.js';
import { datasetIdentity, type PlannedDataset } from './planDatasets.js';
import type { PlannedNetwork } from './planNetwork.js';
import { trainingKey } from './trainingKey.js';
import type { PlannedBackend, PlannedTraining } from './types.js';

export interface PlanTrainingOptions {
  readonly trainer: PlannedBackend;
  readonly seed: number;
  /** Rates of this machine, with the trainer's number of threads. */
  readonly known: KnownRates;
  readonly tf32?: Tf32 | undefined;
}

/** Plans the training that makes a network's weights on a data set, or takes them from the cache. */
export async function planTraining(
  planned: PlannedNetwork,
  dataset: PlannedDataset,
  options: PlanTrainingOptions,
): Promise<PlannedTraining> {
  const { network, recipe, static: cost, transfer } = planned;
  const { facts } = dataset;
  const { trainer, seed, known, tf32 } = options;
  const { name, title, device, engineVersion, threads } = trainer;
  const { budget, batchSize } = recipe;
  const timed = 'seconds' in budget;
  const trained = planned.trainedGraph && graphSha256(planned.trainedGraph);
  const key = trainingKey({
    graphSha256: cost.graphSha256,
    dataset: datasetIdentity(dataset),
    recipe,
    seed,
    backend: { name, device, engineVersion },
    trainedGraphSha256: trained === cost.graphSha256 ? undefined : trained,
    // Names, shapes and the graph decide the rest of it.
    transfer: transfer && { sha256: transfer.sha256, freeze: transfer.freeze },
    // Elsewhere than on a GPU it changes nothing.
    tf32: tf32 === 'off' && trainer.descriptor.usesGpu ? tf32 : undefined,
    machine: timed ? { cpuModel: cpuModel(), threads } : undefined,
  });
  const estimate = (images: number): number => estimateTraining(images, cost, threads, known);
  const stepSeconds = estimate(batchSize) - estimate(0);
  const trainImages = trainedImages(recipe, facts.trainImages);
  const steps =
    totalSteps(recipe, trainImages) ??
    Math.max(1, Math.round(timed ? budget.seconds / stepSeconds : 1));
  const span = { totalSteps: steps, stepsPerEpoch: trainImages / batchSize };
  const cache = await cacheState(key);
  return {
    key,
    network,
    dataset: facts,
    backend: { name, title, device, engineVersion },
    recipe,
    seed,
    threads,
    static: cost,
    transfer,
    steps,
    warmupSteps: Math.min(steps, warmupStepsOf(recipe.schedule, span)),
    cache,
    estimatedSeconds: cache.state === 'done' ? 0 : estimate(steps * batchSize),
  };
}
