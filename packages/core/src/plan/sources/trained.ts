import type { StaticCost } from '@convbench/spec';
import type { PlannedDataset } from './plannedDataset.js';
import { planTraining } from './training.js';
import type { AskedTraining, PlanTrainingOptions, Training } from './training.js';

/** Trained from the recipe's start. */
export interface TrainedSource extends Training {
  readonly kind: 'trained';
}

/** Before it is known what trains it. */
export interface AskedTrained extends AskedTraining {
  readonly kind: 'trained';
}

export function planTrained(
  asked: AskedTrained,
  cost: StaticCost,
  dataset: PlannedDataset,
  options: PlanTrainingOptions,
) {
  const { key, training, seconds } = planTraining(asked, undefined, cost, dataset, options);
  const source: TrainedSource = { kind: 'trained', ...training };
  return { key, source, seconds };
}
