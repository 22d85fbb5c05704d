import type {
  Cell,
  CellRecord,
  Measured,
  MeasuredCellRecord,
  RunResults,
  Warning,
} from '@convbench/spec';
import type { FigureKey } from '../figures/figures.js';
import { readFigure } from '../figures/figures.js';
import type { NetworkView } from './networks.js';

type FailedCellRecord = Extract<CellRecord, { status: 'failed' }>;

/** A cell of the plan with what became of it. */
export interface CellView {
  /** Position in the plan: names the cell in the page. */
  readonly index: number;
  readonly cell: Cell;
  readonly network: NetworkView;
  readonly measured?: MeasuredCellRecord;
  readonly failed?: FailedCellRecord;
  readonly warnings: readonly Warning[];
}

/** Warnings after which a cell's figures are shown and take part in no ranking. */
const UNRANKED: readonly Warning['kind'][] = [
  'parity-failed',
  'non-finite-logits',
  'reduced-batch',
  'software-gpu',
];

export function isRanked({ measured, warnings }: CellView): boolean {
  return measured !== undefined && !warnings.some(({ kind }) => UNRANKED.includes(kind));
}

/** A figure of any cell; a cell that failed or has not run says so as the reason. */
export function figureOf({ measured, failed }: CellView, key: FigureKey): Measured {
  if (measured) return readFigure(measured, key);
  return { notMeasured: failed ? `the cell failed in ${failed.failure.phase}` : 'not run yet' };
}

/** All cells: those of the plan in its order, then records that the plan does not know. */
export function viewCells(
  { run, cells }: RunResults,
  networkOf: (cell: Cell) => NetworkView,
): CellView[] {
  // A cell that was run again has several records: the last one counts.
  const records = new Map(cells.map((record) => [record.cell.id, record]));
  const planned = new Set(run.cells.map(({ id }) => id));
  const unplanned = [...records.values()]
    .map(({ cell }) => cell)
    .filter(({ id }) => !planned.has(id));
  return [...run.cells, ...unplanned].map((cell, index) => {
    const record = records.get(cell.id);
    const base = { index, cell, network: networkOf(cell), warnings: record?.warnings ?? [] };
    if (record === undefined) return base;
    return record.status === 'measured'
      ? { ...base, measured: record }
      : { ...base, failed: record };
  });
}
