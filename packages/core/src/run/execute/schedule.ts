import type { CellRecord } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';
import type { PlannedCell } from '../../plan/matrix/types.js';
import { withReducedCells } from './reducedCell.js';
import type { Done } from './runState.js';
import { roundsOf } from './runState.js';

/** One process that is to measure a cell. */
export interface PlannedRound {
  readonly planned: PlannedCell;
  /** From 0. */
  readonly round: number;
}

/** A cell that fails at once would fail in every round: it is not tried again, unless some round of it was measured. */
export function isPending(records: readonly CellRecord[], round: number): boolean {
  if (records.some((record) => record.round === round)) return false;
  return records.length === 0 || records.some(({ status }) => status === 'measured');
}

/**
 * Every cell once, then every cell again, each time in another random order: what drifts with time (heat, other
 * programs) then hits all cells alike, and two cells that are compared ran side by side in every round. The order is
 * the same in every part of a run that was interrupted.
 */
export function scheduleRounds(
  cells: readonly PlannedCell[],
  rounds: number,
  done: Done,
): PlannedRound[] {
  const all = withReducedCells(cells, done);
  return Array.from({ length: rounds }, (_, round) =>
    inRandomOrder(all, round)
      .filter(({ cell }) => isPending(roundsOf(done, cell.id), round))
      .map((planned) => ({ planned, round })),
  ).flat();
}

function inRandomOrder(cells: readonly PlannedCell[], round: number): PlannedCell[] {
  const rank = new Map(
    cells.map(({ cell }) => [cell.id, sha256(`${cell.seed} ${round} ${cell.id}`)]),
  );
  const rankOf = ({ cell }: PlannedCell) => rank.get(cell.id) ?? '';
  return [...cells].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}
