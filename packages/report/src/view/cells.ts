import type {
  Cell,
  FailedCellRecord,
  Measured,
  MeasuredCellRecord,
  RunResults,
  Warning,
} from '@convbench/spec';
import { summarizeCell, whyUnreliable } from '@convbench/statistics';
import type { CellSummary } from '@convbench/statistics';
import type { FigureKey } from '../figures/figures.js';
import { readFigure } from '../figures/figures.js';
import type { NetworkView } from './networks.js';

/** A cell of the plan with what became of it. */
export interface CellView {
  /** Position in the plan: names the cell in the page. */
  readonly index: number;
  readonly cell: Cell;
  readonly network: NetworkView;
  /** From the processes that measured it. */
  readonly measured?: CellSummary;
  /** The processes that measured it. */
  readonly records: readonly MeasuredCellRecord[];
  /** The first process that failed, where none measured it. */
  readonly failed?: FailedCellRecord;
  readonly warnings: readonly Warning[];
}

/** Whether a cell's figures may be held against those of others. */
export function isRanked({ measured, warnings }: CellView): boolean {
  return measured !== undefined && whyUnreliable(warnings).length === 0;
}

/** A figure of any cell; a cell that failed or has not run says so as the reason. */
export function figureOf({ measured, failed }: CellView, key: FigureKey): Measured {
  if (measured) return readFigure(measured, key);
  return { notMeasured: failed ? `the cell failed in ${failed.failure.phase}` : 'not run yet' };
}

/** All cells: those of the plan in its order, then records that the plan does not know. */
export function viewCells(
  { run, peaks, cells }: RunResults,
  networkOf: (cell: Cell) => NetworkView,
): CellView[] {
  const byId = new Map(cells.map((results) => [results.cell.id, results]));
  const planned = new Set(run.cells.map(({ id }) => id));
  const unplanned = cells.map(({ cell }) => cell).filter(({ id }) => !planned.has(id));
  return [...run.cells, ...unplanned].map((cell, index): CellView => {
    const results = byId.get(cell.id);
    const base = { index, cell, network: networkOf(cell) };
    if (results === undefined) return { ...base, records: [], warnings: [] };
    const measured = summarizeCell(results, { run, peaks });
    if (measured !== undefined) {
      const records = results.rounds.filter((record) => record.status === 'measured');
      return { ...base, measured, records, warnings: measured.warnings };
    }
    const failed = results.rounds.find((record) => record.status === 'failed');
    return { ...base, records: [], ...(failed && { failed }), warnings: failed?.warnings ?? [] };
  });
}
