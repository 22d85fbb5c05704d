import type { CellRecord, Correctness, MeasuredCellRecord, RunResults } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';

/** The example with every measured cell changed; the plan follows the cells. */
export function withMeasured(
  change: (record: MeasuredCellRecord, index: number) => CellRecord,
): RunResults {
  const results = exampleResults();
  const cells = results.cells.map(({ rounds: [record], ...cell }, index) => {
    if (record?.status !== 'measured') return { ...cell, rounds: record ? [record] : [] };
    const changed = change(record, index);
    return { cell: changed.cell, rounds: [changed] };
  });
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

/** What a cell computes where nothing of it could be looked at. */
export function withoutAccuracy(reason: string): Correctness {
  const none = { notMeasured: reason };
  return { accuracy: none, parity: none, predictions: none };
}
