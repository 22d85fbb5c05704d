import { join } from 'node:path';
import { canonicalJson, roundRange } from '@convbench/spec';
import { refuseProblems } from '../../plan/matrix/refuseProblems.js';
import { peakId } from '@convbench/statistics';
import type { Plan, PlannedCell, PlannedPeak } from '../../plan/matrix/types.js';
import { isTraining } from '../../plan/sources/weightSource.js';
import type { PlannedTraining } from '../../plan/sources/weightSource.js';
import { resultsFileName } from '../../store/readResults.js';
import { openRecordStore } from '../../store/recordStore.js';
import type { RecordStore } from '../../store/recordStore.js';
import type { Executor } from '../tasks/executor.js';
import { LocalExecutor } from '../local/localExecutor.js';
import { beginRun } from './beginRun.js';
import type { RunOutcome } from './events.js';
import type { ExecuteRunOptions } from './executeRunOptions.js';
import { neededPeaks, runPeaks } from './runPeaks.js';
import type { RunContext } from './runContext.js';
import { endRecord } from './cellEnds.js';
import { estimatedSeconds, partOf, runRounds } from './runRounds.js';
import type { RoundsEnd } from './runRounds.js';
import { roundsOf } from './runState.js';
import type { Done } from './runState.js';
import { certainRounds } from './schedule.js';
import type { GroupRound } from './schedule.js';
import { neededTrainings, prepareWeights, runTrainings } from './runWeights.js';
import { trackTimeLeft } from './timeLeft.js';
import type { EstimatedPart } from './timeLeft.js';

/**
 * Trains what is not in the cache, then measures every cell in rounds, each time in a process of its own, and
 * appends a record to `results.jsonl` as each ends. A training or round that fails is a record; the run goes on.
 *
 * Throws a `UserError`, before anything is measured, for a plan with problems, a folder that cannot be written or is
 * in use, or a run that this is not the plan of; and during the run when records cannot be written.
 */
export async function executeRun(options: ExecuteRunOptions): Promise<RunOutcome> {
  const { plan, runDirectory, onEvent = () => undefined } = options;
  refuseProblems(plan);
  const store = await openRecordStore(runDirectory);
  const executor = options.executor ?? new LocalExecutor();
  try {
    const { run, done, resumed, lastEnd } = await beginRun(options, executor, store);
    onEvent({
      type: 'run-started',
      runId: run.runId,
      runDirectory,
      resumed,
      trainings: plan.weights.filter(isTraining).length,
      cells: plan.cells.length,
      ...countProcesses(plan, done),
    });
    const end = await runStages(options, executor, store, done);
    const ended = endRecord(plan, done, end);
    // Whoever resumes a run that is complete changes nothing.
    const isNews = canonicalJson(ended.cells) !== canonicalJson(lastEnd?.cells);
    if (ended.cells.length > 0 && isNews) await store.append(ended);
    const outcome = summarize(plan, done, end, join(runDirectory, resultsFileName));
    onEvent({ type: 'run-ended', runDirectory, outcome });
    return outcome;
  } finally {
    executor.close();
    await store.close();
  }
}

/** Does what is missing and adds it to `done`. */
async function runStages(
  options: ExecuteRunOptions,
  executor: Executor,
  store: RecordStore,
  done: Done,
): Promise<RoundsEnd> {
  const { plan, runDirectory, onEvent = () => undefined } = options;
  const schedule = certainRounds(plan, done);
  const trainings = await neededTrainings({ plan, done }, schedule);
  const peaks = neededPeaks({ plan, done }, schedule);
  const context: RunContext = {
    plan,
    runDirectory,
    executor,
    store,
    done,
    timeLeft: trackTimeLeft(estimatedParts(trainings, peaks, schedule)),
    checkpointEverySeconds: options.checkpointEverySeconds ?? 20,
    signal: options.signal ?? new AbortController().signal,
    onEvent,
  };
  if (!(await runTrainings(trainings, context))) return 'interrupted';
  const unprepared = await prepareWeights(schedule, context);
  if (unprepared === undefined) return 'interrupted';
  if (!(await runPeaks(peaks, context))) return 'interrupted';
  return runRounds(unprepared, context);
}

function estimatedParts(
  trainings: readonly PlannedTraining[],
  peaks: readonly PlannedPeak[],
  schedule: readonly GroupRound[],
): EstimatedPart[] {
  return [
    ...trainings.map(({ key: id, estimatedSeconds }): EstimatedPart => {
      return { id, kind: 'training', estimatedSeconds };
    }),
    ...peaks.map((peak): EstimatedPart => {
      return { id: peakId(peak), kind: 'peak', estimatedSeconds: peak.estimatedSeconds };
    }),
    ...schedule.map((next): EstimatedPart => {
      return { id: partOf(next), kind: 'cell', estimatedSeconds: estimatedSeconds(next) };
    }),
  ];
}

/** Of the rounds that every cell gets; those that need not run because their cell failed count as done. */
function countProcesses(plan: Plan, done: Done): { processes: number; processesDone: number } {
  const processes = plan.cells.length * roundRange(plan.config.measuring).least;
  return { processes, processesDone: processes - pendingCells(plan, done).length };
}

/** Once for each of its rounds. */
function pendingCells(plan: Plan, done: Done): PlannedCell[] {
  return certainRounds(plan, done)
    .flatMap(({ cells }) => cells)
    .filter(({ cell }) => cell.reducedFrom === undefined);
}

function summarize(plan: Plan, done: Done, state: RoundsEnd, resultsPath: string): RunOutcome {
  const pending = new Set(pendingCells(plan, done).map(({ cell }) => cell.id));
  const states = plan.cells.map(({ cell: { id } }) => {
    if (roundsOf(done, id).some(({ status }) => status === 'failed')) return 'failed';
    return pending.has(id) ? 'missing' : 'measured';
  });
  const count = (wanted: (typeof states)[number]) =>
    states.filter((other) => other === wanted).length;
  return {
    state,
    measured: count('measured'),
    failed: count('failed'),
    missing: count('missing'),
    resultsPath,
  };
}
