import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { boundsOf, overlaps } from '../summary/bounds.js';
import type { PickCandidate, PickFigure, PickWeights } from './figures.js';

/**
 * `most-accurate`: of those that cannot be told from the most accurate, the fastest. `fastest`: accuracy is not known.
 * `weighted`: the best score.
 */
export type PickRule = 'most-accurate' | 'fastest' | 'weighted';

export interface Choice {
  readonly best: PickCandidate;
  readonly rule: PickRule;
}

/** A share of mistakes is not taken to be smaller than one in ten thousand: there is no logarithm of 0. */
const FEWEST_MISTAKES = 1e-4;

const estimate = (figure: Measured): number | undefined =>
  isMeasured(figure) ? figure.value : undefined;

/** The best of candidates that fit; undefined where none has the figures that the rule needs. */
export function choose(
  fitting: readonly PickCandidate[],
  weights: PickWeights | undefined,
): Choice | undefined {
  if (weights !== undefined) {
    const best = least(fitting, (candidate) => scoreOf(candidate, weights));
    return best && { best, rule: 'weighted' };
  }
  const mostAccurate = least(fitting, ({ figures }) => negated(estimate(figures.top1)));
  const latency = ({ figures }: PickCandidate) => estimate(figures.latencyMs);
  if (mostAccurate === undefined) {
    const best = least(fitting, latency);
    return best && { best, rule: 'fastest' };
  }
  const tied = fitting.filter((candidate) => overlap(candidate, mostAccurate, 'top1'));
  return { best: least(tied, latency) ?? mostAccurate, rule: 'most-accurate' };
}

/** Sum of weight times logarithm of cost; less is better. Undefined where a figure that counts is not known. */
export function scoreOf(candidate: PickCandidate, weights: PickWeights): number | undefined {
  let score = 0;
  for (const [figure, weight] of Object.entries(weights) as [PickFigure, number][]) {
    const value = estimate(candidate.figures[figure]);
    if (value === undefined) return undefined;
    const cost = figure === 'top1' ? Math.max(FEWEST_MISTAKES, 1 - value) : value;
    score += weight * Math.log(Math.max(Number.MIN_VALUE, cost));
  }
  return score;
}

/** Whether two intervals share a value, so that the figures cannot be told apart. */
export function overlap(a: PickCandidate, b: PickCandidate, figure: PickFigure): boolean {
  const [first, second] = [a.figures[figure], b.figures[figure]];
  if (!isMeasured(first) || !isMeasured(second)) return false;
  return overlaps(boundsOf(first), boundsOf(second));
}

const negated = (value: number | undefined) => (value === undefined ? undefined : -value);

/** The first with the smallest value; those without one take no part. */
function least(
  candidates: readonly PickCandidate[],
  valueOf: (candidate: PickCandidate) => number | undefined,
): PickCandidate | undefined {
  let best: { readonly candidate: PickCandidate; readonly value: number } | undefined;
  for (const candidate of candidates) {
    const value = valueOf(candidate);
    if (value !== undefined && (best === undefined || value < best.value))
      best = { candidate, value };
  }
  return best?.candidate;
}
