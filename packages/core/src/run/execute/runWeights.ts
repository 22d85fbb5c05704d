/** @file Fills the cache of weights: trainings, and weights that need none. */
import type { Failure, TrainingRecord } from '@convbench/spec';
import { readCacheEntry } from '../../plan/cache/weightsCache.js';
import { isGiven, isTraining } from '../../plan/sources/weightSource.js';
import type { GivenWeights, PlannedTraining } from '../../plan/sources/weightSource.js';
import type { TrainProgress } from '../tasks/messages.js';
import type { RunEvent } from './events.js';
import { gpuOf, lookUp, quietly } from './runContext.js';
import type { RunContext } from './runContext.js';
import type { GroupRound } from './schedule.js';
import { doneRecord, failedTraining } from './trainingRecord.js';

/** The trainings of the plan that have no record, and those whose weights are needed and gone from the cache. */
export async function neededTrainings(
  { plan, done }: Pick<RunContext, 'plan' | 'done'>,
  schedule: readonly GroupRound[],
): Promise<PlannedTraining[]> {
  const pending = new Set(
    schedule.flatMap(({ cells }) => cells.map(({ cell }) => cell.weightsKey)),
  );
  const needed: PlannedTraining[] = [];
  for (const training of plan.weights.filter(isTraining)) {
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
  context: RunContext,
): Promise<boolean> {
  const { store, done, timeLeft, signal, onEvent } = context;
  for (const [position, training] of trainings.entries()) {
    if (signal.aborted) return false;
    const { key } = training;
    timeLeft.start(key);
    onEvent({
      type: 'training-started',
      training,
      index: position + 1,
      of: trainings.length,
      runSecondsLeft: timeLeft.seconds(),
    });
    const record = await train(training, context);
    if (record === undefined) return false;
    timeLeft.finish(key);
    await store.append(record);
    done.trainings.set(key, record);
    onEvent({ type: 'training-finished', record });
  }
  return true;
}

/**
 * Takes the weights from the cache, whose files it verifies, or trains in a fresh process, from the last checkpoint
 * where there is one. Undefined when the signal ended it; the checkpoint stays.
 */
async function train(
  training: PlannedTraining,
  context: RunContext,
): Promise<TrainingRecord | undefined> {
  const { plan, executor, checkpointEverySeconds, signal } = context;
  const { references, config } = plan;
  const cached = await readCacheEntry(training.key, { verify: true });
  if (cached !== undefined) return doneRecord(training, cached, true);
  const startedAt = new Date().toISOString();
  const outcome = await executor.run(
    {
      child: {
        kind: 'train',
        training,
        checkpointEverySeconds,
        tf32: config.tf32,
        architecture: lookUp(references.architectures, training.network.id),
        backend: lookUp(references.backends, training.source.backend.name),
        dataset: lookUp(references.datasets, training.dataset.name),
      },
      timeLimitMs: config.trainingTimeLimitMinutes * 60_000,
      gpu: gpuOf(plan, training.source.backend),
    },
    {
      signal,
      onEvent: (event) => {
        if (event.type === 'notice') context.onEvent(event);
        if (event.type === 'train-progress')
          context.onEvent(progressOf(training, event.progress, context));
      },
    },
  );
  if (outcome.state === 'aborted') return undefined;
  if (outcome.state === 'failed') return failedTraining(training, outcome.failure, startedAt);
  if (outcome.result.state === 'stopped') return undefined;
  const entry = await readCacheEntry(training.key, { verify: true });
  if (entry !== undefined) return doneRecord(training, entry, false);
  const failure: Failure = {
    kind: 'threw',
    message: 'The weights were not in the cache after the training.',
    remedy: 'Do not clear the cache while a run is going on; resume the run.',
    phase: 'save',
  };
  return failedTraining(training, failure, startedAt);
}

function progressOf(
  { key, source }: PlannedTraining,
  progress: TrainProgress,
  { timeLeft }: RunContext,
): RunEvent {
  timeLeft.report(progress.secondsLeft);
  const images = progress.steps * source.recipe.batchSize;
  const runSecondsLeft = timeLeft.seconds();
  return { type: 'training-progress', key, ...progress, images, runSecondsLeft };
}

/**
 * Brings weights that need no training into the cache, in processes of their own. Returns what failed, by key;
 * undefined when the signal ended it.
 */
export async function prepareWeights(
  schedule: readonly GroupRound[],
  context: RunContext,
): Promise<ReadonlyMap<string, Failure> | undefined> {
  const needed = new Set(schedule.flatMap(({ cells }) => cells.map(({ cell }) => cell.weightsKey)));
  const failures = new Map<string, Failure>();
  for (const weights of context.plan.weights.filter(isGiven)) {
    if (!needed.has(weights.key)) continue;
    if (context.signal.aborted) return undefined;
    const outcome = await prepare(weights, context);
    if (outcome === 'aborted') return undefined;
    if (outcome !== undefined) failures.set(weights.key, outcome);
  }
  return failures;
}

async function prepare(
  weights: GivenWeights,
  context: RunContext,
): Promise<Failure | 'aborted' | undefined> {
  const { key, network, dataset, source } = weights;
  const { references, config } = context.plan;
  if ((await readCacheEntry(key, { verify: true })) !== undefined) return undefined;
  context.onEvent({
    type: 'notice',
    message: `Computing the reference logits of ${network.title}, whose weights come from ${source.origin}`,
  });
  const outcome = await context.executor.run(
    {
      child: {
        kind: 'prepare',
        weights,
        architecture: lookUp(references.architectures, network.id),
        dataset: lookUp(references.datasets, dataset.name),
      },
      timeLimitMs: config.trainingTimeLimitMinutes * 60_000,
      gpu: undefined,
    },
    quietly(context),
  );
  if (outcome.state === 'aborted') return 'aborted';
  return outcome.state === 'failed' ? outcome.failure : undefined;
}
