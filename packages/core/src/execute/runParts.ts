import { allowedCpus } from '@convbench/measure';
import type { Failure, TrainingRecord } from '@convbench/spec';
import { readCacheEntry } from '../cache/weightsCache.js';
import { sha256 } from '../hash.js';
import type { PlannedCell, PlannedTraining } from '../plan/types.js';
import type { RecordStore } from '../store/recordStore.js';
import type { ExecuteRunOptions } from './executeRun.js';
import { trackOwnLoad } from './ownLoad.js';
import { prepareWeights } from './prepareWeights.js';
import { noWeightsRecord, notTrainedRecord, runCell } from './runCell.js';
import type { Done } from './runState.js';
import { runTraining } from './runTraining.js';
import { trackTimeLeft } from './timeLeft.js';

/** Spreads what drifts with time (heat, other programs) evenly over the matrix; the same order in every part of a run. */
function inRandomOrder(cells: readonly PlannedCell[]): PlannedCell[] {
  const rank = new Map(cells.map(({ cell }) => [cell.id, sha256(`${cell.seed} ${cell.id}`)]));
  const rankOf = ({ cell }: PlannedCell) => rank.get(cell.id) ?? '';
  return [...cells].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}

async function isNeeded(
  training: PlannedTraining,
  pending: readonly PlannedCell[],
  done: Done,
): Promise<boolean> {
  const record = done.trainings.get(training.key);
  if (record === undefined) return true;
  // Trained in an earlier part of this run, but the cache was cleared since.
  return (
    record.status === 'done' &&
    pending.some(({ cell }) => cell.trainingKey === training.key) &&
    (await readCacheEntry(training.key, { verify: true })) === undefined
  );
}

/** Runs what is missing and adds it to `done`. Returns false when the signal ended it. */
export async function runParts(
  options: ExecuteRunOptions,
  store: RecordStore,
  done: Done,
): Promise<boolean> {
  const { plan, signal, checkpointEverySeconds = 20, onEvent = () => undefined } = options;
  const cells = inRandomOrder(plan.cells.filter(({ cell }) => !done.cells.has(cell.id)));
  const trainings: PlannedTraining[] = [];
  for (const training of plan.trainings)
    if (await isNeeded(training, cells, done)) trainings.push(training);
  const timeLeft = trackTimeLeft([
    ...trainings.map(({ key, estimatedSeconds }) => ({
      id: key,
      kind: 'training' as const,
      estimatedSeconds,
    })),
    ...cells.map(({ cell, estimatedSeconds }) => ({
      id: cell.id,
      kind: 'cell' as const,
      estimatedSeconds,
    })),
  ]);
  const ownLoad = trackOwnLoad();
  const shared = { plan, onEvent, ...(signal === undefined ? {} : { signal }) };

  for (const [position, training] of trainings.entries()) {
    if (signal?.aborted) return false;
    const images = training.steps * training.recipe.batchSize;
    timeLeft.start(training.key);
    onEvent({
      type: 'training-started',
      training,
      index: position + 1,
      of: trainings.length,
      runSecondsLeft: timeLeft.seconds(),
    });
    const startMs = performance.now();
    const record = await runTraining(training, {
      ...shared,
      checkpointEverySeconds,
      onProgress: (progress) => {
        const secondsLeft =
          progress.imagesPerSecond > 0
            ? (images - progress.imagesSeen) / progress.imagesPerSecond
            : null;
        if (secondsLeft !== null) timeLeft.report(secondsLeft);
        const { key } = training;
        const runSecondsLeft = timeLeft.seconds();
        onEvent({
          type: 'training-progress',
          key,
          ...progress,
          images,
          secondsLeft,
          runSecondsLeft,
        });
      },
    });
    ownLoad.add(training.threads, startMs, performance.now());
    if (record === undefined) return false;
    timeLeft.finish(training.key);
    await store.append(record);
    done.trainings.set(record.key, record);
    onEvent({ type: 'training-finished', record });
  }

  const unprepared = await prepareWeights(cells, shared);
  if (unprepared === undefined) return false;
  for (const [position, planned] of cells.entries()) {
    if (signal?.aborted) return false;
    const { cell } = planned;
    const noWeights = unprepared.get(cell.trainingKey);
    const failure = failureOf(done.trainings.get(cell.trainingKey));
    timeLeft.start(cell.id);
    onEvent({
      type: 'cell-started',
      cell,
      index: position + 1,
      of: cells.length,
      runSecondsLeft: timeLeft.seconds(),
    });
    const startMs = performance.now();
    const record =
      noWeights !== undefined
        ? noWeightsRecord(planned, noWeights)
        : failure === undefined
          ? await runCell(planned, {
              ...shared,
              runSecondsLeft: timeLeft.seconds,
              ownLoadPerCpu: ownLoad.at(startMs) / allowedCpus(),
            })
          : notTrainedRecord(planned, failure);
    ownLoad.add(cell.threads, startMs, performance.now());
    if (record === undefined) return false;
    timeLeft.finish(cell.id);
    await store.append(record);
    done.cells.set(cell.id, record);
    onEvent({ type: 'cell-finished', record });
  }
  return true;
}

function failureOf(training: TrainingRecord | undefined): Failure | undefined {
  return training?.status === 'failed' ? training.failure : undefined;
}
