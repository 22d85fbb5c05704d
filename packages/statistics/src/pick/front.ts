import { isMeasured, type Measured } from '@convbench/spec';
import { moreIsBetter, type PickCandidate, type PickFigure } from './figures.js';

/**
 * `front`: by the estimates no other candidate is at least as good in every figure and better in one. `maybe`: one is,
 * but intervals leave it open. `beaten`: one surely is. `unknown`: a figure was not measured.
 */
export type FrontStanding = 'front' | 'maybe' | 'beaten' | 'unknown';

interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** As a cost: less is better in every figure. */
function costOf(figure: PickFigure, measured: Measured): Range | undefined {
  if (!isMeasured(measured)) return undefined;
  const { value, interval } = measured;
  const { low, high } = interval ?? { low: value, high: value };
  return moreIsBetter(figure) ? { value: -value, low: -high, high: -low } : { value, low, high };
}

/** The standing of each candidate among all, by index, in the figures that count. */
export function frontOf(
  candidates: readonly PickCandidate[],
  figures: readonly PickFigure[],
): FrontStanding[] {
  const costs = candidates.map((candidate) => {
    const each = figures.map((figure) => costOf(figure, candidate.figures[figure]));
    return each.every((range) => range !== undefined) ? each : undefined;
  });
  return costs.map((own) => {
    if (own === undefined) return 'unknown';
    const rivals = costs.filter((other) => other !== undefined && other !== own) as Range[][];
    const dominating = rivals.filter((other) => dominates(other, own));
    if (dominating.length === 0) return 'front';
    return dominating.some((other) => surely(other, own)) ? 'beaten' : 'maybe';
  });
}

function dominates(a: readonly Range[], b: readonly Range[]): boolean {
  const pairs = a.map((range, index) => [range.value, (b[index] as Range).value] as const);
  return pairs.every(([x, y]) => x <= y) && pairs.some(([x, y]) => x < y);
}

function surely(a: readonly Range[], b: readonly Range[]): boolean {
  return a.every((range, index) => range.high <= (b[index] as Range).low);
}
