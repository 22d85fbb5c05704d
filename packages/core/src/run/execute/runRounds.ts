import type { CellRecord, Failure } from '@convbench/spec';
import { noWeightsRecord, notTrainedRecord } from '../tasks/cellRecord.js';
import type { RoundTask, TaskEvent } from '../tasks/executor.js';
import type { CellPhase } from '../tasks/messages.js';
import { gpuOf, lookUp, lookUpProbe } from './runContext.js';
import type { RunContext } from './runContext.js';
import { addRound, roundsOf } from './runState.js';
import { scheduleRounds } from './schedule.js';
import type { PlannedRound } from './schedule.js';

export const roundId = ({ planned, round }: PlannedRound) => `${planned.cell.id} ${round}`;

/** Measures what is missing, a process for each round, and adds it to `done`. Returns false when the signal ended it. */
export async function runRounds(
  unprepared: ReadonlyMap<string, Failure>,
  context: RunContext,
): Promise<boolean> {
  const { plan, store, done, timeLeft, signal, onEvent } = context;
  for (let index = 1; ; index++) {
    // Looked up each time: a cell that ran out of memory brings in another one, and its own rounds fall away.
    const [next, ...others] = scheduleRounds(plan.cells, plan.config.measuring.rounds, done);
    if (next === undefined) return true;
    if (signal.aborted) return false;
    const { cell } = next.planned;
    timeLeft.start(roundId(next));
    onEvent({
      type: 'cell-started',
      cell,
      round: next.round,
      index,
      of: index + others.length,
      runSecondsLeft: timeLeft.seconds(),
    });
    const record = withoutWeights(next, unprepared, context) ?? (await measure(next, context));
    if (record === undefined) return false;
    timeLeft.finish(roundId(next));
    await store.append(record);
    addRound(done, record);
    onEvent({ type: 'cell-finished', record });
  }
}

/** Of a round whose network has no weights. */
function withoutWeights(
  next: PlannedRound,
  unprepared: ReadonlyMap<string, Failure>,
  { done }: RunContext,
): CellRecord | undefined {
  const { trainingKey } = next.planned.cell;
  const failure = unprepared.get(trainingKey);
  if (failure !== undefined) return noWeightsRecord(next, failure);
  const training = done.trainings.get(trainingKey);
  return training?.status === 'failed' ? notTrainedRecord(next, training.failure) : undefined;
}

function measure(next: PlannedRound, context: RunContext): Promise<CellRecord | undefined> {
  const { executor, signal } = context;
  return executor.measure(roundTask(next, context), {
    signal,
    onEvent: (event) => tell(event, next, context),
  });
}

function roundTask({ planned, round }: PlannedRound, context: RunContext): RoundTask {
  const { plan, done, runDirectory } = context;
  const { references, config } = plan;
  const { id, network, backend, dataset } = planned.cell;
  const earlier = roundsOf(done, id);
  const sweep = earlier.map((record) => 'sweep' in record && record.sweep).find(Boolean);
  return {
    planned,
    round,
    plugins: {
      architecture: lookUp(references.architectures, network.id),
      backend: lookUp(references.backends, backend.name),
      dataset: lookUp(references.datasets, dataset.name),
    },
    descriptor: lookUpProbe(plan, backend).descriptor,
    gpu: gpuOf(plan, backend),
    config,
    correctness: !earlier.some((record) => 'correctness' in record),
    bestBatchSize: sweep ? sweep.bestBatchSize : undefined,
    runDirectory,
  };
}

function tell(
  event: TaskEvent,
  { planned: { cell }, round }: PlannedRound,
  { timeLeft, onEvent }: RunContext,
): void {
  switch (event.type) {
    case 'notice':
      onEvent(event);
      return;
    case 'phase': {
      const { batchSize = cell.batchSize } = event;
      const phase = event.phase as CellPhase;
      const runSecondsLeft = timeLeft.seconds();
      onEvent({ type: 'cell-phase', cell, round, batchSize, phase, runSecondsLeft });
      return;
    }
    case 'accuracy-progress':
      onEvent({ type: 'cell-progress', cell, images: event.images, of: event.of });
      return;
    case 'train-progress':
  }
}
