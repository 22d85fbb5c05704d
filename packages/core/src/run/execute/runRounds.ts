import { isMeasured } from '@convbench/spec';
import type { CellRecord, Failure } from '@convbench/spec';
import { spreadOfRounds } from '@convbench/statistics';
import type { PlannedCell } from '../../plan/matrix/types.js';
import { noWeightsRecord, notTrainedRecord } from '../tasks/cellRecord.js';
import type { KnownOfCell, RoundTask, TaskEvent } from '../tasks/executor.js';
import type { CellPhase } from '../tasks/messages.js';
import { gpuOf, lookUp, lookUpProbe } from './runContext.js';
import type { RunContext } from './runContext.js';
import { correctnessToFind } from './correctnessToFind.js';
import { addRound, roundsOf } from './runState.js';
import { certainRounds, groupsOf, openOf, openRound } from './schedule.js';
import type { GroupRound } from './schedule.js';

export const partOf = ({ group, round }: GroupRound) => `${group} ${round}`;

/** How the rounds of a run ended. */
export type RoundsEnd = 'complete' | 'time-budget' | 'interrupted';

/**
 * Measures what is missing, round after round of each group, and adds it to `done`: first the rounds that every cell gets,
 * then more where figures or orders are open.
 */
export async function runRounds(
  unprepared: ReadonlyMap<string, Failure>,
  context: RunContext,
): Promise<RoundsEnd> {
  const { plan, done, timeLeft, signal, onEvent } = context;
  const { timeBudgetMinutes = Infinity } = plan.config.measuring;
  const endMs = performance.now() + timeBudgetMinutes * 60_000;
  for (let index = 1; ; index++) {
    // Looked up each time: a cell that ran out of memory brings in another one, and its own rounds fall away.
    const certain = certainRounds(plan, done);
    const next = certain[0] ?? openRound(plan, done);
    if (next === undefined) return 'complete';
    if (signal.aborted) return 'interrupted';
    if (performance.now() >= endMs) return 'time-budget';
    const part = partOf(next);
    timeLeft.expect({ id: part, kind: 'cell', estimatedSeconds: estimatedSeconds(next) });
    timeLeft.start(part);
    onEvent({
      type: 'round-started',
      cells: next.cells.map(({ cell }) => cell),
      round: next.round,
      index,
      of: Math.max(index, index + certain.length - 1),
      isCertain: certain.length > 0,
      runSecondsLeft: timeLeft.seconds(),
    });
    await measureRound(next, unprepared, context);
    if (signal.aborted) return 'interrupted';
    timeLeft.finish(part);
    tellKnown(next, context);
  }
}

export function estimatedSeconds({ cells, round }: GroupRound): number {
  return cells.reduce((sum, planned) => {
    const seconds = planned.estimatedRoundSeconds[round] ?? planned.estimatedRoundSeconds.at(-1);
    return sum + (seconds ?? 0);
  }, 0);
}

async function measureRound(
  { cells, round }: GroupRound,
  unprepared: ReadonlyMap<string, Failure>,
  context: RunContext,
): Promise<void> {
  const { executor, signal } = context;
  const tasks: RoundTask[] = [];
  for (const planned of cells) {
    const record = withoutWeights(planned, round, unprepared, context);
    if (record === undefined) tasks.push(await roundTask(planned, round, cells, context));
    else await keep(record, context);
  }
  await executor.measure(tasks, {
    signal,
    onEvent: (event, task) => tell(event, task, context),
    onRecord: (record) => keep(record, context),
  });
}

/** How well the cells of the group are known by now. */
function tellKnown({ group, round }: GroupRound, { plan, done, onEvent }: RunContext): void {
  const cells = groupsOf(plan, done).get(group) ?? [];
  const known = openOf(cells, plan, done);
  onEvent({
    type: 'round-finished',
    round,
    cells: cells.flatMap(({ cell }) => {
      const open = known.get(cell.id);
      return open === undefined ? [] : [{ cell, ...open }];
    }),
  });
}

async function keep(record: CellRecord, { store, done, onEvent }: RunContext): Promise<void> {
  await store.append(record);
  addRound(done, record);
  onEvent({ type: 'cell-finished', record });
}

/** Of a round whose network has no weights. */
function withoutWeights(
  planned: PlannedCell,
  round: number,
  unprepared: ReadonlyMap<string, Failure>,
  { done }: RunContext,
): CellRecord | undefined {
  const { weightsKey } = planned.cell;
  const failure = unprepared.get(weightsKey);
  if (failure !== undefined) return noWeightsRecord({ planned, round }, failure);
  const training = done.trainings.get(weightsKey);
  return training?.status === 'failed'
    ? notTrainedRecord({ planned, round }, training.failure)
    : undefined;
}

async function roundTask(
  planned: PlannedCell,
  round: number,
  group: readonly PlannedCell[],
  context: RunContext,
): Promise<RoundTask> {
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
    correctness: await correctnessToFind(planned, context),
    bestBatchSize: sweep ? sweep.bestBatchSize : undefined,
    known: knownOf(planned, group, context),
    runDirectory,
  };
}

/** The usual spread of the group's cells: that of one cell is known badly after few rounds. */
function knownOf(
  { cell }: PlannedCell,
  group: readonly PlannedCell[],
  { done }: RunContext,
): KnownOfCell {
  const resultsOf = (id: string) => roundsOf(done, id);
  const peaks = resultsOf(cell.id).flatMap((record) =>
    record.status === 'measured' && isMeasured(record.memory.peakRssBytes)
      ? [record.memory.peakRssBytes.value]
      : [],
  );
  return {
    spreadBetween: spreadOfRounds(
      group.map((each) => ({ cell: each.cell, rounds: resultsOf(each.cell.id) })),
    ),
    peakRssBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

function tell(
  event: TaskEvent,
  { planned: { cell }, round }: RoundTask,
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
