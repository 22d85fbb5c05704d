/** @file What is written down of a training. */
import { RECORD_VERSION } from '@convbench/spec';
import type { Failure, TrainingRecord, Transfer } from '@convbench/spec';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import type { PlannedTraining, PlannedTransfer } from '../../plan/matrix/types.js';

function base(training: PlannedTraining, startedAt: string) {
  const { key, network, dataset, backend, recipe, seed, transfer } = training;
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
    ...(transfer && { transfer: transferRecord(transfer) }),
  };
}

/** Without the place on this machine. */
function transferRecord({ path: _, ...transfer }: PlannedTransfer): Transfer {
  return transfer;
}

/** Of a training that is in the cache. */
export function doneRecord(
  training: PlannedTraining,
  entry: CacheEntry,
  fromCache: boolean,
): TrainingRecord {
  const { steps, imagesSeen, trainSeconds, imagesPerSecond, threads, resumes, curve } =
    entry.training;
  const { epochs, kept } = entry.training;
  return {
    ...base(training, entry.training.startedAt),
    status: 'done',
    fromCache,
    steps,
    imagesSeen,
    trainSeconds,
    imagesPerSecond,
    threads,
    resumes,
    curve,
    ...(epochs && { epochs }),
    ...(kept && { kept }),
    weightsSha256: entry.training.weightsSha256,
  };
}

export function failedTraining(
  training: PlannedTraining,
  failure: Failure,
  startedAt: string,
): TrainingRecord {
  return { ...base(training, startedAt), status: 'failed', failure };
}
