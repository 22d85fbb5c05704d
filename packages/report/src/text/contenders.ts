import { isMeasured } from '@convbench/spec';
import type { Estimate } from '@convbench/statistics';
import { boundsOf, overlaps } from '@convbench/statistics';
import { figureOf, isRanked } from '../view/cells.js';
import type { NetworkView } from '../view/networks.js';
import type { Slice } from '../view/slices.js';

/** A ranked cell with both figures that the answer weighs. */
export interface Contender {
  readonly network: NetworkView;
  readonly top1: Estimate;
  /** The slice's figure of speed, in ms. */
  readonly latency: Estimate;
}

/** The cells that take part in the answer, in their order. */
export function contendersOf({ cells, speed }: Pick<Slice, 'cells' | 'speed'>): Contender[] {
  return cells.flatMap((cell) => {
    const top1 = figureOf(cell, 'top1');
    const latency = figureOf(cell, speed);
    if (!isRanked(cell) || !isMeasured(top1) || !isMeasured(latency)) return [];
    return [{ network: cell.network, top1, latency }];
  });
}

/** Order: the fastest first. */
export const faster = (a: Contender, b: Contender) => a.latency.value - b.latency.value;
/** Order: the most accurate first. */
export const moreAccurate = (a: Contender, b: Contender) =>
  b.top1.value - a.top1.value || faster(a, b);

/** Whether the intervals leave open who is faster. */
export const sameSpeed = (a: Contender, b: Contender) =>
  overlaps(boundsOf(a.latency), boundsOf(b.latency));
/** Whether the intervals leave open who is more accurate. */
export const sameAccuracy = (a: Contender, b: Contender) =>
  overlaps(boundsOf(a.top1), boundsOf(b.top1));
