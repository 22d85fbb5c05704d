import type { Cell } from '@convbench/spec';
import { cellId } from '../../plan/matrix/cellId.js';
import type { PlannedCell } from '../../plan/matrix/types.js';
import type { Done } from './runState.js';
import { roundsOf } from './runState.js';

/** The cell with half the batch, in place of one that ran out of memory. Undefined where there is none smaller. */
export function reducedCell(planned: PlannedCell): PlannedCell | undefined {
  const { cell } = planned;
  if (planned.fixedBatch || cell.scenario !== 'latency' || cell.batchSize === 1) return undefined;
  const { id, reducedFrom = { cellId: id, batchSize: cell.batchSize }, ...rest } = cell;
  const batchSize = Math.floor(cell.batchSize / 2);
  const reduced: Omit<Cell, 'id'> = { ...rest, batchSize, reducedFrom };
  return {
    ...planned,
    cell: { id: cellId(reduced), ...reduced },
    warnings: [
      ...planned.warnings.filter(({ kind }) => kind !== 'reduced-batch'),
      { kind: 'reduced-batch', asked: reducedFrom.batchSize, run: batchSize },
    ],
  };
}

const sameSetting = (a: Cell, b: Cell) => cellId(settingOf(a)) === cellId(settingOf(b));

function settingOf({ id: _, reducedFrom: __, ...setting }: Cell): Omit<Cell, 'id'> {
  return setting;
}

function ranOutOfMemory(planned: PlannedCell, done: Done): boolean {
  const records = roundsOf(done, planned.cell.id);
  return (
    records.some((record) => 'failure' in record && record.failure.kind === 'out-of-memory') &&
    !records.some(({ status }) => status === 'measured')
  );
}

/** The cells, and those with smaller batches for the ones that ran out of memory, unless the plan has them anyway. */
export function withReducedCells(cells: readonly PlannedCell[], done: Done): PlannedCell[] {
  const all: PlannedCell[] = [];
  for (const planned of cells) {
    all.push(planned);
    let last = planned;
    while (ranOutOfMemory(last, done)) {
      const next = reducedCell(last);
      if (next === undefined || cells.some(({ cell }) => sameSetting(cell, next.cell))) break;
      // Two that were asked for may come down to the same batch.
      if (all.some(({ cell }) => sameSetting(cell, next.cell))) break;
      all.push(next);
      last = next;
    }
  }
  return all;
}
