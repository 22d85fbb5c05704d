import type { RunResults } from '@convbench/spec';
import { isMeasured } from '@convbench/spec';
import { stringify } from 'csv-stringify/sync';
import { figureKeys, figures } from '../figures/figures.js';
import { neutralizeFormula } from '../format/neutralizeFormula.js';
import { confidencesOf } from '../text/method.js';
import { canonicalJson } from '../view/canonicalJson.js';
import type { CellView } from '../view/cells.js';
import { figureOf } from '../view/cells.js';
import { uncountedOperators } from '../view/lowerBound.js';
import type { RunView } from '../view/runView.js';
import { viewRun } from '../view/runView.js';
import { inputSizeOf } from '../view/slices.js';

type Value = string | number | undefined;
type Row = Record<string, Value>;

function columnOf(key: (typeof figureKeys)[number], part?: 'low' | 'high'): string {
  const { stem, unit } = figures[key].column;
  return part === undefined ? `${stem}_${unit}` : `${stem}_${part}_${unit}`;
}

/** Where a row comes from: the setting of its cell. */
function setting({ cell, network }: CellView): Row {
  return {
    network: network.label,
    network_id: cell.network.id,
    family: cell.network.family,
    options_json: canonicalJson(cell.network.options),
    backend: cell.backend.name,
    device: cell.backend.device,
    dataset: cell.dataset.name,
    input_size_px: inputSizeOf(cell),
    batch_size: cell.batchSize,
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
  const row: Row = {};
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
  const training = trainings.find(({ training: { key } }) => key === cell.trainingKey)?.training;
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

/**
 * One row per planned cell, in the order of the plan: UTF-8 without a byte-order mark, commas, `\n`, a decimal point
 * and no grouping of thousands. See this package's README for the columns.
 */
export function renderCsv(results: RunResults): string {
  const view = viewRun(results);
  const rows = view.cells.map((cell) => ({
    ...setting(cell),
    ...outcome(cell),
    ...figureColumns(cell),
    ...provenance(cell, view),
  }));
  const columns = Object.keys(rows[0] ?? {});
  return stringify(rows, {
    header: true,
    columns,
    bom: false,
    // Done here, because versions of the library differ in whether they spare negative numbers.
    escape_formulas: false,
    cast: {
      string: (text) => neutralizeFormula(text),
      number: (number) => String(number),
    },
  });
}
