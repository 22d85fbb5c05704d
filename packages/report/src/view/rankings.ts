import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec';
import { asCost, boundsOf, standings } from '@convbench/statistics';
import type { Cost, Standing } from '@convbench/statistics';
import type { FigureKey } from '../figures/figures.js';
import { figures } from '../figures/figures.js';
import type { Mark } from '../stats/ties.js';
import { markBest } from '../stats/ties.js';
import type { CellView } from './cells.js';
import { figureOf, isRanked } from './cells.js';
import { isLowerBound } from './lowerBound.js';
import type { Slice } from './slices.js';

/** Estimated energy and lower bounds are shown and never ranked. */
function takesPart(cell: CellView, key: FigureKey): boolean {
  const estimated = cell.warnings.some(({ kind }) => kind === 'estimated-energy');
  return isRanked(cell) && !(key === 'energyPerImage' && estimated) && !isLowerBound(cell, key);
}

/** `best` and `tied` of one figure within a slice, by position in the slice. */
export function marksOf(slice: Slice, key: FigureKey): Mark[] {
  const { better } = figures[key];
  if (better === undefined) return slice.cells.map(() => undefined);
  const rivals = slice.cells.map((cell): Measured | undefined => {
    // It may be the best or not: like a figure that is missing it leaves the column without one.
    if (isLowerBound(cell, key)) return { notMeasured: 'a lower bound' };
    return takesPart(cell, key) ? figureOf(cell, key) : undefined;
  });
  return markBest(rivals, better);
}

/** How a cell stands in accuracy against a cost; `unranked` for one that is flagged out. */
export type CellStanding = Standing | 'unranked';

/** What a cell gives for its price. */
export interface Offer {
  /** Top-1 accuracy: more is better. */
  readonly gain: Cost;
  readonly cost: Cost;
}

export interface Placed {
  readonly cell: CellView;
  readonly offer: Offer;
  readonly standing: CellStanding;
}

const withBounds = (figure: Extract<Measured, { value: number }>) => ({
  value: figure.value,
  ...boundsOf(figure),
});

/** The cells of a slice that have both an accuracy and the cost, with their standing on the front. */
export function placeCells(slice: Slice, cost: FigureKey): Placed[] {
  const placed = slice.cells.flatMap((cell) => {
    const gain = figureOf(cell, 'top1');
    const price = figureOf(cell, cost);
    if (!isMeasured(gain) || !isMeasured(price)) return [];
    return [{ cell, offer: { gain: withBounds(gain), cost: withBounds(price) } }];
  });
  const ranked = placed.filter(({ cell }) => takesPart(cell, cost));
  const of = standings(ranked.map(({ offer }) => [asCost(offer.gain), offer.cost]));
  return placed.map((entry) => ({
    ...entry,
    standing: of[ranked.indexOf(entry)] ?? 'unranked',
  }));
}
