import { isMeasured } from '@convbench/spec';
import type { FigureKey } from '../figures/figures.js';
import { figures } from '../figures/figures.js';
import { printFigure } from '../format/figure.js';
import { joinList } from '../format/list.js';
import { figureOf, isRanked } from '../view/cells.js';
import { isLowerBound } from '../view/lowerBound.js';
import type { NetworkView } from '../view/networks.js';
import type { Slice } from '../view/slices.js';
import { ONE_POINT } from './answer.js';
import type { Phrase } from './phrase.js';
import { valueText } from './phrase.js';

interface Cheapest {
  readonly network: NetworkView;
  /** 'the fewest MACs (37.9 M)' */
  readonly what: string;
}

/** Who costs least among the networks within one point of the most accurate; empty where nobody is compared. */
function cheapest(slice: Slice, key: FigureKey, most: string): Cheapest[] {
  const rated = slice.cells.flatMap((cell) => {
    const top1 = figureOf(cell, 'top1');
    const cost = figureOf(cell, key);
    if (!isRanked(cell) || !isMeasured(top1) || !isMeasured(cost)) return [];
    return [{ network: cell.network, top1: top1.value, cost, bound: isLowerBound(cell, key) }];
  });
  const best = rated.reduce((high, { top1 }) => Math.max(high, top1), -Infinity);
  const near = rated.filter(({ top1 }) => best - top1 <= ONE_POINT + 1e-9);
  // Who has the fewest of what was not counted nobody knows.
  if (near.some(({ bound }) => bound)) return [];
  const [least] = [...near].sort((a, b) => a.cost.value - b.cost.value);
  const printed = least && printFigure(figures[key], least.cost);
  if (least === undefined || printed === undefined || near.length < 2) return [];
  const figure = valueText({ ...printed, unit: figures[key].unit });
  return [{ network: least.network, what: `${most} (${figure})` }];
}

/** Who costs least within one point of the most accurate, for the costs besides time. */
export function costFinding(slice: Slice): readonly Phrase[] {
  const all = [
    ...cheapest(slice, 'trainableParameters', 'the fewest parameters'),
    ...cheapest(slice, 'macs', 'the fewest MACs'),
    ...cheapest(slice, 'peakRss', 'the lowest peak memory'),
  ];
  if (all.length === 0) return [];
  const networks = [...new Set(all.map(({ network }) => network))];
  const clauses = networks.map((network): Phrase[] => {
    const own = all.filter((entry) => entry.network === network).map(({ what }) => what);
    return [{ network }, ' has ', ...joinList(own)];
  });
  const joined = clauses.flatMap((clause, index) => (index === 0 ? clause : ['; ', ...clause]));
  return ['Within one point of the most accurate, ', ...joined, '.'];
}
