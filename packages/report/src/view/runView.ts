import type { PeakRecord, RunRecord, RunResults, TrainingRecord } from '@convbench/spec';
import type { CellView } from './cells.js';
import { viewCells } from './cells.js';
import type { NetworkView } from './networks.js';
import { viewNetworks } from './networks.js';
import type { Slice } from './slices.js';
import { isNative, slicesOf } from './slices.js';

export type DoneTraining = Extract<TrainingRecord, { status: 'done' }>;
export type FailedTraining = Extract<TrainingRecord, { status: 'failed' }>;

export interface TrainingView<Training extends TrainingRecord = TrainingRecord> {
  readonly training: Training;
  readonly network: NetworkView;
}

/** Results in the order and grouping in which reports show them. */
export interface RunView {
  readonly run: RunRecord;
  readonly peaks: readonly PeakRecord[];
  readonly networks: readonly NetworkView[];
  readonly cells: readonly CellView[];
  readonly slices: readonly Slice[];
  readonly trainings: readonly TrainingView<DoneTraining>[];
  readonly failedTrainings: readonly TrainingView<FailedTraining>[];
}

/** Views of results that are still in use: several reporters render the same, and intervals take time. */
const views = new WeakMap<RunResults, RunView>();

/** The same object for the same results, which nobody changes. */
export function viewRun(results: RunResults): RunView {
  const known = views.get(results);
  if (known !== undefined) return known;
  const view = makeView(results);
  views.set(results, view);
  return view;
}

function makeView(results: RunResults): RunView {
  // A training that was tried again has several records: the last one counts.
  const trainings = [
    ...new Map(results.trainings.map((training) => [training.key, training])).values(),
  ];
  const planned = [...results.run.cells, ...results.cells.map(({ cell }) => cell)];
  const native = isNative(results.run);
  const { networks, of } = viewNetworks(planned, trainings, native);
  const cells = viewCells(results, of);
  const trained = trainings.map((training) => ({
    training,
    network: of({ network: training.network, weightsKey: training.key }),
  }));
  return {
    run: results.run,
    peaks: results.peaks,
    networks,
    cells,
    slices: slicesOf(cells, native),
    trainings: trained.flatMap(({ training, network }) =>
      training.status === 'done' ? [{ training, network }] : [],
    ),
    failedTrainings: trained.flatMap(({ training, network }) =>
      training.status === 'failed' ? [{ training, network }] : [],
    ),
  };
}
