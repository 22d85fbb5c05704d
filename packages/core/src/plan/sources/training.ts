/** @file What sources with a training have alike. */
import type { DeviceDescriptor, Recipe, StaticCost, Tf32, TrainingRecord } from '@convbench/spec';
import { totalSteps, trainedImages, warmupStepsOf } from '@convbench/train';
import { cpuModel } from '../cache/weightsCache.js';
import { estimateTraining } from './estimateWeights.js';
import type { KnownRates } from './estimateWeights.js';
import { datasetIdentity } from './plannedDataset.js';
import type { PlannedDataset } from './plannedDataset.js';
import type { SourceTraits } from './traits.js';
import { trainedWeightsKey } from './weightsKey.js';
import type { TrainingIdentity } from './weightsKey.js';

/** What trains, as the records name it. */
export type TrainingBackend = Readonly<TrainingRecord['backend']>;

/** A training, with what follows from it for this data set and machine. */
export interface Training {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly backend: TrainingBackend;
  readonly threads: number;
  readonly steps: number;
  /** How many of these pass until the rate has risen to its peak. */
  readonly warmupSteps: number;
}

/** What an entry of the matrix says of a training, before it is known what trains it. */
export interface AskedTraining extends Pick<Training, 'recipe' | 'seed'> {
  /** What is differentiated: the network, with auxiliary heads where the recipe trains some. */
  readonly trainedGraphSha256: string;
}

/** A backend that trains. */
export type Trainer = TrainingBackend & {
  readonly threads: number;
  readonly descriptor: Pick<DeviceDescriptor, 'usesGpu'>;
};

export interface PlanTrainingOptions {
  readonly trainer: Trainer;
  /** Rates of this machine, with the trainer's number of threads. */
  readonly known: KnownRates;
  readonly tf32?: Tf32 | undefined;
}

export interface TrainingPlan {
  readonly key: string;
  readonly training: Training;
  readonly seconds: number;
}

/** The training that makes a network's weights on a data set. */
export function planTraining(
  { recipe, seed, trainedGraphSha256 }: AskedTraining,
  transfer: TrainingIdentity['transfer'],
  cost: StaticCost,
  dataset: PlannedDataset,
  { trainer, known, tf32 }: PlanTrainingOptions,
): TrainingPlan {
  const { name, title, device, engineVersion, threads } = trainer;
  const { budget, batchSize } = recipe;
  const timed = 'seconds' in budget;
  const key = trainedWeightsKey({
    graphSha256: cost.graphSha256,
    dataset: datasetIdentity(dataset),
    recipe,
    seed,
    backend: { name, device, engineVersion },
    trainedGraphSha256: trainedGraphSha256 === cost.graphSha256 ? undefined : trainedGraphSha256,
    transfer,
    // Elsewhere than on a GPU it changes nothing.
    tf32: tf32 === 'off' && trainer.descriptor.usesGpu ? tf32 : undefined,
    machine: timed ? { cpuModel: cpuModel(), threads } : undefined,
  });
  const estimate = (images: number): number => estimateTraining(images, cost, threads, known);
  const stepSeconds = estimate(batchSize) - estimate(0);
  const trainImages = trainedImages(recipe, dataset.facts.trainImages);
  const steps =
    totalSteps(recipe, trainImages) ??
    Math.max(1, Math.round(timed ? budget.seconds / stepSeconds : 1));
  const span = { totalSteps: steps, stepsPerEpoch: trainImages / batchSize };
  const warmupSteps = Math.min(steps, warmupStepsOf(recipe.schedule, span));
  return {
    key,
    training: {
      recipe,
      seed,
      backend: { name, title, device, engineVersion },
      threads,
      steps,
      warmupSteps,
    },
    seconds: estimate(steps * batchSize),
  };
}

/**
 * Weights; a checkpoint (parameters with up to two optimizer slots, an average, those of the best epoch) and its
 * successor while it is written.
 */
const copies = 11;

/** Of a training there is a record of its own, which says the rest. */
export const trainingTraits: SourceTraits = {
  pretrained: undefined,
  warnings: [],
  uninterpreted: undefined,
  fileSha256: undefined,
  copies,
};
