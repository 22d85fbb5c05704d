import type { RunResults } from '@convbench/spec';
import { isMeasured, canonicalJson } from '@convbench/spec';
import { figureKeys, figures } from '../figures/figures.js';
import { confidencesOf } from '../text/method.js';
import type { CellView } from '../view/cells.js';
import { figureOf } from '../view/cells.js';
import { uncountedOperators } from '../view/lowerBound.js';
import type { RunView } from '../view/runView.js';
import { viewRun } from '../view/runView.js';
import { inputSizeOf } from '../view/slices.js';

export type Value = string | number | undefined;
/** Values of a cell by column; `undefined` is an empty field. */
export type Row = Readonly<Record<string, Value>>;

function columnOf(key: (typeof figureKeys)[number], part?: 'low' | 'high'): string {
  const { stem, unit } = figures[key].column;
  return part === undefined ? `${stem}_${unit}` : `${stem}_${part}_${unit}`;
}

/** The setting of a row's cell. */
function setting({ cell, network, measured }: CellView): Row {
  return {
    network: network.fullLabel,
    network_id: cell.network.id,
    family: cell.network.family,
    options_json: canonicalJson(cell.network.options),
    backend: cell.backend.name,
    device: cell.backend.device,
    dataset: cell.dataset.name,
    input_size_px: inputSizeOf(cell),
    scenario: cell.scenario,
    batch_size: cell.batchSize,
    batch_size_run: measured?.batchSizeRun,
    precision: cell.precision,
    threads: cell.threads,
    seed: cell.seed,
  };
}

function outcome({ measured, failed, warnings }: CellView): Row {
  return {
    status: measured ? 'measured' : failed ? 'failed' : 'not run',
    failure_kind: failed?.failure.kind,
    failure_phase: failed?.failure.phase,
    failure_message: failed?.failure.message,
    warnings: warnings.map(({ kind }) => kind).join(' '),
  };
}

/** Values in the record's own units; what is missing is empty here and has its reason in `not_measured_json`. */
function figureColumns(view: CellView): Row {
  const row: Record<string, Value> = {};
  const reasons: Record<string, string> = {};
  for (const key of figureKeys) {
    const figure = figureOf(view, key);
    const interval = isMeasured(figure) ? figure.interval : undefined;
    row[columnOf(key)] = isMeasured(figure) ? figure.value : undefined;
    if (figures[key].interval) {
      row[columnOf(key, 'low')] = interval?.low;
      row[columnOf(key, 'high')] = interval?.high;
    }
    if ('notMeasured' in figure) reasons[columnOf(key)] = figure.notMeasured;
  }
  const [whole] = Object.values(reasons);
  const summed = view.measured ? reasons : { '*': whole };
  return {
    ...row,
    uncounted_operators: uncountedOperators(view).join(' '),
    interval_confidence: view.measured ? confidencesOf(view.measured).join(' ') : undefined,
    not_measured_json: whole === undefined ? undefined : JSON.stringify(summed),
  };
}

function provenance({ cell, measured }: CellView, { run, trainings }: RunView): Row {
  const training = trainings.find(({ training: { key } }) => key === cell.weightsKey)?.training;
  return {
    engine_version: measured?.engineVersion,
    train_images_seen_count: training?.imagesSeen,
    train_time_s: training?.trainSeconds,
    recipe_json: training && canonicalJson(training.recipe),
    weights_sha256: training?.weightsSha256 ?? cell.pretrained?.sha256,
    cell_id: cell.id,
    run_id: run.runId,
  };
}

export interface CellTable {
  readonly columns: readonly string[];
  /** One per planned cell, in the order of the plan, then those that the plan does not know. */
  readonly rows: readonly Row[];
}

/** Every fact of every cell, by columns that are named for their units. See docs/reports.md for what each holds. */
export function cellTable(results: RunResults): CellTable {
  const view = viewRun(results);
  const rows = view.cells.map((cell): Row => ({
    ...setting(cell),
    ...outcome(cell),
    ...figureColumns(cell),
    ...provenance(cell, view),
  }));
  return { columns: Object.keys(rows[0] ?? {}), rows };
}
