/** @file What is written down of a training. */
import { RECORD_VERSION } from '@convbench/spec';
import type { Failure, TrainingRecord, Transfer } from '@convbench/spec';
import { isTrained } from '../../plan/cache/cachedWeights.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import type { PlannedTransfer } from '../../plan/sources/readPlannedTransfer.js';
import type { PlannedTraining } from '../../plan/sources/weightSource.js';

function base(training: PlannedTraining, startedAt: string) {
  const { key, network, dataset, source } = training;
  const { backend, recipe, seed } = source;
  return {
    type: 'training' as const,
    recordVersion: RECORD_VERSION,
    key,
    network,
    dataset,
    backend,
    recipe,
    seed,
    startedAt,
    transfer: source.kind === 'transferred' ? transferRecord(source.transfer) : undefined,
  };
}

/** Without the place on this machine. */
function transferRecord({ path: _, ...transfer }: PlannedTransfer): Transfer {
  return transfer;
}

/** Of a training that is in the cache. */
export function doneRecord(
  training: PlannedTraining,
  { facts }: CacheEntry,
  fromCache: boolean,
): TrainingRecord {
  if (!isTrained(facts)) throw new Error(`The weights ${facts.key} were not trained.`);
  return {
    ...facts.training,
    // After it, as an old entry does not say its seed.
    ...base(training, facts.startedAt),
    status: 'done',
    fromCache,
    weightsSha256: facts.weightsSha256,
  };
}

export function failedTraining(
  training: PlannedTraining,
  failure: Failure,
  startedAt: string,
): TrainingRecord {
  return { ...base(training, startedAt), status: 'failed', failure };
}
