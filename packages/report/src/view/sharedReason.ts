import type { FigureKey } from '../figures/figures.js';
import type { CellView } from './cells.js';
import { figureOf } from './cells.js';

/**
 * The reason for which no measured cell has a figure, where it is the same for all: a report says it once instead of
 * in every row. Undefined when a cell has the figure or reasons differ.
 */
export function sharedReason(cells: readonly CellView[], key: FigureKey): string | undefined {
  const all = cells
    .filter(({ measured }) => measured !== undefined)
    .map((cell) => figureOf(cell, key));
  const reasons = all.map((figure) => ('notMeasured' in figure ? figure.notMeasured : undefined));
  const [first] = reasons;
  return reasons.every((reason) => reason === first) ? first : undefined;
}
