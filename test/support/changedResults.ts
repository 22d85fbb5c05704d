import type { CellRecord, MeasuredCellRecord, RunResults } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';

/** The example with every measured cell changed; the plan follows the cells. */
export function withMeasured(
  change: (record: MeasuredCellRecord, index: number) => CellRecord,
): RunResults {
  const results = exampleResults();
  const cells = results.cells.map((record, index) =>
    record.status === 'measured' ? change(record, index) : record,
  );
  return { ...results, run: { ...results.run, cells: cells.map(({ cell }) => cell) }, cells };
}

/** The example's first slice only (batch 1, four measured cells), each cell changed. */
export function withFirstSlice(
  change: (record: MeasuredCellRecord, index: number) => CellRecord = (record) => record,
): RunResults {
  const results = withMeasured(change);
  const cells = results.cells.filter(({ cell }) => cell.batchSize === 1);
  return { ...results, run: { ...results.run, cells: cells.map(({ cell }) => cell) }, cells };
}
