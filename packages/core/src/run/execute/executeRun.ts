import { join } from 'node:path';
import { refuseProblems } from '../../plan/matrix/refuseProblems.js';
import { peakId } from '@convbench/statistics';
import type { Plan, PlannedPeak, PlannedTraining } from '../../plan/matrix/types.js';
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
import { roundId, runRounds } from './runRounds.js';
import { roundsOf } from './runState.js';
import type { Done } from './runState.js';
import { scheduleRounds } from './schedule.js';
import type { PlannedRound } from './schedule.js';
import { neededTrainings, prepareWeights, runTrainings } from './runWeights.js';
import { trackTimeLeft } from './timeLeft.js';
import type { EstimatedPart } from './timeLeft.js';

/**
 * Trains what is not in the cache, then measures every cell in every round, each time in a process of its own, and
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
    const { run, done, resumed } = await beginRun(options, executor, store);
    onEvent({
      type: 'run-started',
      runId: run.runId,
      runDirectory,
      resumed,
      trainings: plan.trainings.length,
      cells: plan.cells.length,
      ...countRounds(plan, done),
    });
    const complete = await runStages(options, executor, store, done);
    const outcome = summarize(plan, done, complete, join(runDirectory, resultsFileName));
    onEvent({ type: 'run-ended', runDirectory, outcome });
    return outcome;
  } finally {
    executor.close();
    await store.close();
  }
}

/** Does what is missing and adds it to `done`. Returns false when the signal ended it. */
async function runStages(
  options: ExecuteRunOptions,
  executor: Executor,
  store: RecordStore,
  done: Done,
): Promise<boolean> {
  const { plan, runDirectory, onEvent = () => undefined } = options;
  const schedule = scheduleRounds(plan.cells, plan.config.measuring.rounds, done);
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
  if (!(await runTrainings(trainings, context))) return false;
  const unprepared = await prepareWeights(schedule, context);
  if (unprepared === undefined) return false;
  if (!(await runPeaks(peaks, context))) return false;
  return runRounds(unprepared, context);
}

function estimatedParts(
  trainings: readonly PlannedTraining[],
  peaks: readonly PlannedPeak[],
  schedule: readonly PlannedRound[],
): EstimatedPart[] {
  return [
    ...trainings.map(({ key: id, estimatedSeconds }): EstimatedPart => {
      return { id, kind: 'training', estimatedSeconds };
    }),
    ...peaks.map((peak): EstimatedPart => {
      return { id: peakId(peak), kind: 'peak', estimatedSeconds: peak.estimatedSeconds };
    }),
    ...schedule.map((next): EstimatedPart => {
      const estimatedSeconds = next.planned.estimatedRoundSeconds[next.round] ?? 0;
      return { id: roundId(next), kind: 'cell', estimatedSeconds };
    }),
  ];
}

/** Rounds of the plan; those that need not run because their cell failed count as done. */
function countRounds(plan: Plan, done: Done): { rounds: number; roundsDone: number } {
  const rounds = plan.cells.length * plan.config.measuring.rounds;
  return { rounds, roundsDone: rounds - pendingRounds(plan, done).length };
}

function pendingRounds(plan: Plan, done: Done): PlannedRound[] {
  return scheduleRounds(plan.cells, plan.config.measuring.rounds, done).filter(
    ({ planned }) => planned.cell.reducedFrom === undefined,
  );
}

function summarize(plan: Plan, done: Done, complete: boolean, resultsPath: string): RunOutcome {
  const pending = new Set(pendingRounds(plan, done).map(({ planned }) => planned.cell.id));
  const states = plan.cells.map(({ cell: { id } }) => {
    if (roundsOf(done, id).some(({ status }) => status === 'failed')) return 'failed';
    return pending.has(id) ? 'missing' : 'measured';
  });
  const count = (state: (typeof states)[number]) =>
    states.filter((other) => other === state).length;
  return {
    state: complete ? 'complete' : 'interrupted',
    measured: count('measured'),
    failed: count('failed'),
    missing: count('missing'),
    resultsPath,
  };
}
