import { join } from 'node:path';
import { refuseProblems } from '../../plan/matrix/refuseProblems.js';
import type { Plan } from '../../plan/matrix/types.js';
import { resultsFileName } from '../../store/readResults.js';
import { openRecordStore } from '../../store/recordStore.js';
import { beginRun } from './beginRun.js';
import type { RunOutcome } from './events.js';
import type { ExecuteRunOptions } from './executeRunOptions.js';
import { runParts } from './runParts.js';
import { roundsOf } from './runState.js';
import type { Done } from './runState.js';
import { scheduleRounds } from './schedule.js';
import type { PlannedRound } from './schedule.js';

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
  try {
    const { run, done, resumed } = await beginRun(options, store);
    onEvent({
      type: 'run-started',
      runId: run.runId,
      runDirectory,
      resumed,
      trainings: plan.trainings.length,
      cells: plan.cells.length,
      ...countRounds(plan, done),
    });
    const complete = await runParts(options, store, done);
    const outcome = summarize(plan, done, complete, join(runDirectory, resultsFileName));
    onEvent({ type: 'run-ended', runDirectory, outcome });
    return outcome;
  } finally {
    await store.close();
  }
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
