import type { Failure } from '@convbench/spec';
import { readCacheEntry } from '../../plan/cache/weightsCache.js';
import type { Plan, PlannedCell, PlannedPretrained } from '../../plan/matrix/types.js';
import type { RunEvent } from './events.js';
import { lookUp } from './references.js';
import { runChild } from './runChild.js';

export interface PrepareWeightsOptions {
  readonly plan: Plan;
  readonly signal?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

async function prepareOne(
  pretrained: PlannedPretrained,
  { plan, signal, onEvent }: PrepareWeightsOptions,
): Promise<Failure | 'aborted' | undefined> {
  const { key, network, dataset } = pretrained;
  if ((await readCacheEntry(key, { verify: true })) !== undefined) return undefined;
  onEvent({
    type: 'notice',
    message: `Computing the reference logits of ${network.title}, whose weights come from ${pretrained.origin}`,
  });
  const outcome = await runChild(
    {
      kind: 'prepare',
      pretrained,
      architecture: lookUp(plan.references.architectures, network.id),
      dataset: lookUp(plan.references.datasets, dataset.name),
    },
    { timeLimitMs: plan.config.trainingTimeLimitMinutes * 60_000, ...(signal && { signal }) },
  );
  if (outcome.state === 'aborted') return 'aborted';
  return outcome.state === 'failed' ? outcome.failure : undefined;
}

/**
 * Brings the weights that networks came with into the cache, in processes of their own. Returns what failed, by key;
 * undefined when the signal ended it.
 */
export async function prepareWeights(
  cells: readonly PlannedCell[],
  options: PrepareWeightsOptions,
): Promise<ReadonlyMap<string, Failure> | undefined> {
  const needed = new Set(cells.map(({ cell }) => cell.trainingKey));
  const failures = new Map<string, Failure>();
  for (const pretrained of options.plan.pretrained) {
    if (!needed.has(pretrained.key)) continue;
    if (options.signal?.aborted) return undefined;
    const result = await prepareOne(pretrained, options);
    if (result === 'aborted') return undefined;
    if (result !== undefined) failures.set(pretrained.key, result);
  }
  return failures;
}
