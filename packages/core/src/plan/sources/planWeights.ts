import type { Network, StaticCost } from '@convbench/spec';
import { cacheState } from './cacheState.js';
import { planGiven } from './given.js';
import type { PlannedDataset } from './plannedDataset.js';
import { planTrained } from './trained.js';
import type { AskedTrained } from './trained.js';
import type { PlanTrainingOptions } from './training.js';
import { planTransferred } from './transferred.js';
import type { AskedTransferred } from './transferred.js';
import type { GivenSource, PlannedWeights, WeightSource } from './weightSource.js';

/** Where weights come from as far as an entry of the matrix says: what trains them is not known yet. */
export type AskedSource = AskedTrained | AskedTransferred | GivenSource;

export interface AskedWeights {
  readonly network: Network;
  readonly static: StaticCost;
  readonly source: AskedSource;
}

/** What decides and costs weights. */
interface SourcePlan {
  readonly key: string;
  readonly source: WeightSource;
  /** Of making them, where they are not in the cache. */
  readonly seconds: number;
}

/**
 * Plans how a network's weights on a data set get into the cache. Undefined for a training that nothing is there for: that
 * is a problem of the plan already.
 */
export async function planWeights(
  { network, static: cost, source: asked }: AskedWeights,
  dataset: PlannedDataset,
  training: PlanTrainingOptions | undefined,
): Promise<PlannedWeights | undefined> {
  const plan = planSource(asked, cost, dataset, training);
  if (plan === undefined) return undefined;
  const { key, source, seconds } = plan;
  const cache = await cacheState(key);
  const estimatedSeconds = cache.state === 'done' ? 0 : seconds;
  const { facts } = dataset;
  return { key, network, dataset: facts, source, static: cost, cache, estimatedSeconds };
}

function planSource(
  source: AskedSource,
  cost: StaticCost,
  dataset: PlannedDataset,
  training: PlanTrainingOptions | undefined,
): SourcePlan | undefined {
  switch (source.kind) {
    case 'trained':
      return training && planTrained(source, cost, dataset, training);
    case 'transferred':
      return training && planTransferred(source, cost, dataset, training);
    case 'pretrained':
    case 'initial':
    case 'file':
      return { source, ...planGiven(source, cost, dataset, cost.macs) };
    case 'opaque':
      // What the reference does not interpret needs its images only.
      return { source, ...planGiven(source, cost, dataset, 0) };
  }
}
