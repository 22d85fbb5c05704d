import type { PlannedTraining } from '../../plan/matrix/types.js';
import { readCacheEntry } from '../../plan/cache/weightsCache.js';
import type { RunStage } from './runStage.js';
import { runTraining } from './runTraining.js';

/** The trainings of the plan that have no record, and those whose weights are needed and gone from the cache. */
export async function neededTrainings({
  options,
  done,
  schedule,
}: Pick<RunStage, 'options' | 'done' | 'schedule'>): Promise<PlannedTraining[]> {
  const pending = new Set(schedule.map(({ planned }) => planned.cell.trainingKey));
  const needed: PlannedTraining[] = [];
  for (const training of options.plan.trainings) {
    const record = done.trainings.get(training.key);
    const isNeeded =
      record === undefined ||
      // Trained in an earlier part of this run, but the cache was cleared since.
      (record.status === 'done' &&
        pending.has(training.key) &&
        (await readCacheEntry(training.key, { verify: true })) === undefined);
    if (isNeeded) needed.push(training);
  }
  return needed;
}

/** Trains what is needed and adds it to `done`. Returns false when the signal ended it. */
export async function runTrainings(
  trainings: readonly PlannedTraining[],
  { options, store, done, timeLeft, onEvent }: RunStage,
): Promise<boolean> {
  const { plan, signal, checkpointEverySeconds = 20 } = options;
  for (const [position, training] of trainings.entries()) {
    if (signal?.aborted) return false;
    const { key } = training;
    timeLeft.start(key);
    onEvent({
      type: 'training-started',
      training,
      index: position + 1,
      of: trainings.length,
      runSecondsLeft: timeLeft.seconds(),
    });
    const record = await runTraining(training, {
      plan,
      onEvent,
      ...(signal && { signal }),
      checkpointEverySeconds,
      onProgress: (progress) => {
        timeLeft.report(progress.secondsLeft);
        const runSecondsLeft = timeLeft.seconds();
        const images = progress.steps * training.recipe.batchSize;
        onEvent({ type: 'training-progress', key, ...progress, images, runSecondsLeft });
      },
    });
    if (record === undefined) return false;
    timeLeft.finish(key);
    await store.append(record);
    done.trainings.set(key, record);
    onEvent({ type: 'training-finished', record });
  }
  return true;
}
