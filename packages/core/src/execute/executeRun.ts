import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allowedCpus, gatherHost } from '@convbench/measure';
import { RECORD_VERSION, UserError } from '@convbench/spec';
import type { CellRecord, Failure, Host, RunRecord, TrainingRecord } from '@convbench/spec';
import { readCacheEntry } from '../cache/weightsCache.js';
import { sha256 } from '../hash.js';
import type { Plan, PlannedCell, PlannedTraining } from '../plan/types.js';
import { parseResults, resultsFileName } from '../store/readResults.js';
import { openRecordStore } from '../store/recordStore.js';
import type { RecordStore } from '../store/recordStore.js';
import { timeStamp } from '../store/runDirectory.js';
import { writeRunOrigin } from '../store/runOrigin.js';
import { convbenchVersion } from '../version.js';
import { checkSamePlan } from './compareRuns.js';
import type { RunEvent, RunOutcome } from './events.js';
import { trackOwnLoad } from './ownLoad.js';
import { notTrainedRecord, runCell } from './runCell.js';
import { runTraining } from './runTraining.js';
import { trackTimeLeft } from './timeLeft.js';

export interface ExecuteRunOptions {
  /** Without problems. */
  readonly plan: Plan;
  /** Is made if missing. Must hold no run, or with `resume` the run that this is the plan of. */
  readonly runDirectory: string;
  readonly resume?: boolean;
  /** With `resume`: run failed trainings and cells again. Default false: a failure is a result. */
  readonly retryFailed?: boolean;
  /** Seconds of training between checkpoints; default 20. */
  readonly checkpointEverySeconds?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the run; what has ended is kept, a training saves a checkpoint. */
  readonly signal?: AbortSignal;
  /** Default: asks the system. */
  readonly gatherHost?: () => Promise<Host>;
}

interface Done {
  readonly trainings: Map<string, TrainingRecord>;
  readonly cells: Map<string, CellRecord>;
}

/**
 * Trains what is not in the cache, then measures every cell, each in a process of its own, and appends a record to
 * `results.jsonl` as each ends. A training or cell that fails is a record; the run goes on.
 *
 * Throws a `UserError`, before anything is measured, for a plan with problems, a folder that cannot be written or is
 * in use, or a run that this is not the plan of; and during the run when records cannot be written.
 */
export async function executeRun(options: ExecuteRunOptions): Promise<RunOutcome> {
  const { plan, runDirectory, onEvent = () => undefined } = options;
  refuseProblems(plan);
  const store = await openRecordStore(runDirectory);
  try {
    const { run, done, resumed } = await beginRun(options, store);
    onEvent({
      type: 'run-started',
      runId: run.runId,
      runDirectory,
      resumed,
      trainings: plan.trainings.length,
      cells: plan.cells.length,
      cellsDone: done.cells.size,
    });
    const complete = await runParts(options, store, done);
    const outcome = summarize(plan, done, complete, join(runDirectory, resultsFileName));
    onEvent({ type: 'run-ended', runDirectory, outcome });
    return outcome;
  } finally {
    await store.close();
  }
}

function refuseProblems(plan: Plan): void {
  if (plan.problems.length === 0) return;
  const lines = plan.problems.map(
    ({ room, problem, remedy }) => `  - [${room}] ${problem} ${remedy}`,
  );
  throw new UserError(
    'core',
    `The plan has ${plan.problems.length} problem${plan.problems.length === 1 ? '' : 's'}:\n${lines.join('\n')}\n`,
    'Solve them first: a run never leaves cells out in silence.',
  );
}

/** Writes the run's first record, or reads what an earlier part has done. */
async function beginRun(options: ExecuteRunOptions, store: RecordStore) {
  const { plan, runDirectory, resume = false, retryFailed = false } = options;
  const content = await readFile(store.path);
  if (content.length > 0) {
    if (!resume)
      throw new UserError(
        'core',
        `There is a run in ${JSON.stringify(runDirectory)} already.`,
        'Resume it, or choose another folder.',
      );
    const { run, trainings, cells } = parseResults(content, store.path);
    checkSamePlan(run, plan);
    const kept = <Entry extends { status: string }>(entry: Entry) =>
      !retryFailed || entry.status !== 'failed';
    const done: Done = {
      trainings: new Map(trainings.filter(kept).map((record) => [record.key, record])),
      cells: new Map(cells.filter(kept).map((record) => [record.cell.id, record])),
    };
    return { run, done, resumed: true };
  }
  const startedAt = new Date();
  await writeRunOrigin(runDirectory, { directory: plan.directory });
  const run: RunRecord = {
    type: 'run',
    recordVersion: RECORD_VERSION,
    runId: `${timeStamp(startedAt)}-${randomUUID().slice(0, 4)}`,
    title: plan.config.title,
    convbenchVersion: convbenchVersion(),
    startedAt: startedAt.toISOString(),
    host: await (options.gatherHost ?? gatherHost)(),
    config: plan.config,
    cells: plan.cells.map(({ cell }) => cell),
  };
  await store.append(run);
  return { run, done: { trainings: new Map(), cells: new Map() } as Done, resumed: false };
}

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

/** Runs what is missing. Returns false when the signal ended it. */
async function runParts(
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

  for (const [position, planned] of cells.entries()) {
    if (signal?.aborted) return false;
    const { cell } = planned;
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
      failure === undefined
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

function summarize(plan: Plan, done: Done, complete: boolean, resultsPath: string): RunOutcome {
  const records = [...done.cells.values()];
  const measured = records.filter((record) => record.status === 'measured').length;
  return {
    state: complete ? 'complete' : 'interrupted',
    measured,
    failed: records.length - measured,
    missing: plan.cells.length - records.length,
    resultsPath,
  };
}
