import type { StaticCost } from '@convbench/spec';
import type { PlannedDataset } from './plannedDataset.js';
import type { PlannedTransfer } from './readPlannedTransfer.js';
import { planTraining } from './training.js';
import type { AskedTraining, PlanTrainingOptions, Training } from './training.js';

/** Trained from a file's weights. */
export interface TransferredSource extends Training {
  readonly kind: 'transferred';
  readonly transfer: PlannedTransfer;
}

/** Before it is known what trains it. */
export interface AskedTransferred extends AskedTraining {
  readonly kind: 'transferred';
  readonly transfer: PlannedTransfer;
}

export function planTransferred(
  asked: AskedTransferred,
  cost: StaticCost,
  dataset: PlannedDataset,
  options: PlanTrainingOptions,
) {
  const { transfer } = asked;
  // Names, shapes and the graph decide the rest of it.
  const { sha256, freeze } = transfer;
  const plan = planTraining(asked, { sha256, freeze }, cost, dataset, options);
  const source: TransferredSource = { kind: 'transferred', transfer, ...plan.training };
  return { key: plan.key, source, seconds: plan.seconds };
}
