import type { RunRecord, RunResults, TrainingRecord } from '@convbench/spec';
import type { CellView } from './cells.js';
import { viewCells } from './cells.js';
import type { NetworkView } from './networks.js';
import { viewNetworks } from './networks.js';
import type { Slice } from './slices.js';
import { slicesOf } from './slices.js';

export type DoneTraining = Extract<TrainingRecord, { status: 'done' }>;
export type FailedTraining = Extract<TrainingRecord, { status: 'failed' }>;

export interface TrainingView<Training extends TrainingRecord = TrainingRecord> {
  readonly training: Training;
  readonly network: NetworkView;
}

/** Results in the order and grouping in which reports show them. */
export interface RunView {
  readonly run: RunRecord;
  readonly networks: readonly NetworkView[];
  readonly cells: readonly CellView[];
  readonly slices: readonly Slice[];
  readonly trainings: readonly TrainingView<DoneTraining>[];
  readonly failedTrainings: readonly TrainingView<FailedTraining>[];
}

export function viewRun(results: RunResults): RunView {
  // A training that was tried again has several records: the last one counts.
  const trainings = [
    ...new Map(results.trainings.map((training) => [training.key, training])).values(),
  ];
  const planned = [...results.run.cells, ...results.cells.map(({ cell }) => cell)];
  const { networks, of } = viewNetworks(planned, trainings);
  const cells = viewCells(results, of);
  const views = trainings.map((training) => ({
    training,
    network: of({ network: training.network, trainingKey: training.key }),
  }));
  return {
    run: results.run,
    networks,
    cells,
    slices: slicesOf(cells),
    trainings: views.flatMap(({ training, network }) =>
      training.status === 'done' ? [{ training, network }] : [],
    ),
    failedTrainings: views.flatMap(({ training, network }) =>
      training.status === 'failed' ? [{ training, network }] : [],
    ),
  };
}
