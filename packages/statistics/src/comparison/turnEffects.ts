import { median } from '../summary/quantile.js';

/** What a process measured in one of its turns. */
export interface TurnFigure {
  /** Which time round the group it was. */
  readonly turn: number;
  readonly medianMs: number;
  /** The 10 % quantile: what a call takes when nobody disturbs it. */
  readonly lowMs: number;
}

/**
 * By how much the logarithm of each cell's figure in a round has to change, so that what a turn did to all of its
 * neighbours alike cancels out. Of two cells the difference then is the median over turns of their log ratios. A cell
 * without turns, or that had none together with another one, stays as it is.
 *
 * @param cells by cell, its turns in one round.
 */
export function turnCorrections(cells: readonly (readonly TurnFigure[])[]): number[] {
  const logs = cells.map(
    (turns) => new Map(turns.map((each) => [each.turn, Math.log(each.medianMs)])),
  );
  const levels = logs.map((byTurn) => (byTurn.size === 0 ? 0 : median([...byTurn.values()])));
  const residualsByTurn = new Map<number, number[]>();
  logs.forEach((byTurn, cell) => {
    for (const [turn, log] of byTurn) {
      const residuals = residualsByTurn.get(turn) ?? [];
      residuals.push(log - (levels[cell] as number));
      residualsByTurn.set(turn, residuals);
    }
  });
  return logs.map((byTurn, cell) => {
    const shared = [...byTurn].filter(([turn]) => (residualsByTurn.get(turn)?.length ?? 0) > 1);
    if (shared.length === 0) return 0;
    const adjusted = shared.map(([turn, log]) => log - median(residualsByTurn.get(turn) ?? []));
    return median(adjusted) - (levels[cell] as number);
  });
}
