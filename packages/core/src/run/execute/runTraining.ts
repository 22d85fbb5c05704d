import { listGpus } from '@convbench/measure';
import { RECORD_VERSION } from '@convbench/spec';
import type { TrainingRecord, Transfer } from '@convbench/spec';
import { readCacheEntry } from '../../plan/cache/weightsCache.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import type { Plan, PlannedTraining, PlannedTransfer } from '../../plan/matrix/types.js';
import type { RunEvent } from './events.js';
import type { TrainProgress, TrainTask } from './messages.js';
import { lookUp } from './references.js';
import { runChild } from './runChild.js';
import { takeTurnOnGpu } from './takeTurnOnGpu.js';

export interface RunTrainingOptions {
  readonly plan: Plan;
  readonly checkpointEverySeconds: number;
  readonly signal?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  readonly onProgress: (progress: TrainProgress) => void;
}

function base(training: PlannedTraining, startedAt: string) {
  const { key, network, dataset, backend, recipe, seed, transfer } = training;
  return {
    type: 'training' as const,
    recordVersion: RECORD_VERSION as 2,
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

function doneRecord(
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

/**
 * Takes the weights from the cache, whose files it verifies, or trains in a fresh process, from the last checkpoint
 * where there is one. Returns undefined when the signal ended it; the checkpoint stays.
 */
export async function runTraining(
  training: PlannedTraining,
  options: RunTrainingOptions,
): Promise<TrainingRecord | undefined> {
  const { plan, checkpointEverySeconds, signal, onEvent, onProgress } = options;
  const cached = await readCacheEntry(training.key, { verify: true });
  if (cached !== undefined) return doneRecord(training, cached, true);

  const { references, config } = plan;
  const task: TrainTask = {
    kind: 'train',
    training,
    checkpointEverySeconds,
    tf32: config.tf32,
    architecture: lookUp(references.architectures, training.network.id),
    backend: lookUp(references.backends, training.backend.name),
    dataset: lookUp(references.datasets, training.dataset.name),
  };
  const startedAt = new Date().toISOString();
  const timeLimitMs = config.trainingTimeLimitMinutes * 60_000;
  const limits = { timeLimitMs, ...(signal && { signal }) };
  const outcome = await takeTurnOnGpu(training.backend, { ...options, gpus: listGpus }, () =>
    runChild(task, limits, {
      onMessage: (message) => {
        if (message.type === 'train-progress') onProgress(message.progress);
        if (message.type === 'notice') onEvent(message);
      },
    }),
  );
  if (outcome === undefined || outcome.state === 'aborted') return undefined;
  if (outcome.state === 'failed')
    return { ...base(training, startedAt), status: 'failed', failure: outcome.failure };
  if (outcome.result.state === 'stopped') return undefined;
  const entry = await readCacheEntry(training.key, { verify: true });
  if (entry !== undefined) return doneRecord(training, entry, false);
  return {
    ...base(training, startedAt),
    status: 'failed',
    failure: {
      kind: 'threw',
      message: 'The weights were not in the cache after the training.',
      remedy: 'Do not clear the cache while a run is going on; resume the run.',
      phase: 'save',
    },
  };
}
