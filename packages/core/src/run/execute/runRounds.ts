import type { CellRecord, Failure } from '@convbench/spec';
import { startMeters } from '../watch/runMeters.js';
import type { RunMeters } from '../watch/runMeters.js';
import { measureRound } from './measureRound.js';
import { noWeightsRecord, notTrainedRecord } from './cellRecord.js';
import type { RunRoundOptions } from './measureOnce.js';
import type { RunStage } from './runStage.js';
import { addRound, roundsOf } from './runState.js';
import type { Done } from './runState.js';
import { scheduleRounds } from './schedule.js';
import type { PlannedRound } from './schedule.js';

export const roundId = ({ planned, round }: PlannedRound) => `${planned.cell.id} ${round}`;

/** Measures what is missing, a process for each round, and adds it to `done`. Returns false when the signal ended it. */
export async function runRounds(
  unprepared: ReadonlyMap<string, Failure>,
  stage: RunStage,
): Promise<boolean> {
  if (stage.schedule.length === 0) return true;
  const meters = await startMeters(stage.options.signal);
  try {
    return await runWith(meters, unprepared, stage);
  } finally {
    meters.stop();
  }
}

async function runWith(
  meters: RunMeters,
  unprepared: ReadonlyMap<string, Failure>,
  stage: RunStage,
): Promise<boolean> {
  const { options, store, done, timeLeft, onEvent } = stage;
  const { plan, runDirectory, signal } = options;
  let run = 0;
  for (;;) {
    // Looked up each time: a cell that ran out of memory brings in another one, and its own rounds fall away.
    const [next, ...others] = scheduleRounds(plan.cells, plan.config.measuring.rounds, done);
    if (next === undefined) return true;
    if (signal?.aborted) return false;
    const { cell } = next.planned;
    run += 1;
    timeLeft.start(roundId(next));
    onEvent({
      type: 'cell-started',
      cell,
      round: next.round,
      index: run,
      of: run + others.length,
      runSecondsLeft: timeLeft.seconds(),
    });
    const record = await recordOf(next, unprepared, done, {
      plan,
      runDirectory,
      correctness: !roundsOf(done, cell.id).some((earlier) => 'correctness' in earlier),
      onEvent,
      runSecondsLeft: timeLeft.seconds,
      meters,
      ...(signal && { signal }),
    });
    if (record === undefined) return false;
    timeLeft.finish(roundId(next));
    await store.append(record);
    addRound(done, record);
    onEvent({ type: 'cell-finished', record });
  }
}

function recordOf(
  next: PlannedRound,
  unprepared: ReadonlyMap<string, Failure>,
  done: Done,
  options: RunRoundOptions,
): Promise<CellRecord | undefined> {
  const { trainingKey } = next.planned.cell;
  const noWeights = unprepared.get(trainingKey);
  if (noWeights !== undefined) return Promise.resolve(noWeightsRecord(next, noWeights));
  const training = done.trainings.get(trainingKey);
  if (training?.status === 'failed')
    return Promise.resolve(notTrainedRecord(next, training.failure));
  return measureRound(next, roundsOf(done, next.planned.cell.id), options);
}
