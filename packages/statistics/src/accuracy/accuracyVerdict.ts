import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';

/**
 * What a comparison of A's accuracy with B's says of A. `tied`: they may differ, but by less than matters.
 * `cannot-tell`: both "equal" and "differs by as much as matters" fit what was measured.
 */
export type AccuracyVerdict = 'better' | 'worse' | 'tied' | 'cannot-tell';

export interface AccuracyRule {
  /** Probability of a wrong `better` or `worse` among all comparisons that are read together; default 0.05. */
  readonly alpha?: number;
  /** `tied` if the whole interval of the difference lies this close to 0; default 0.01, one point. */
  readonly tiedWithin?: number;
}

export interface AccuracyDecision {
  readonly verdict: AccuracyVerdict;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/**
 * Of A's accuracy less B's on the same images, and its p-value after correction for the other comparisons. That a test
 * finds no difference is no proof that there is none: few images are enough to find nothing.
 */
export function decideAccuracy(
  difference: Measured,
  adjustedPValue: number,
  rule: AccuracyRule = {},
): AccuracyDecision {
  const { alpha = 0.05, tiedWithin = 0.01 } = rule;
  if (!isMeasured(difference)) return { verdict: 'cannot-tell', reason: difference.notMeasured };
  const { value, interval } = difference;
  if (interval === undefined)
    return { verdict: 'cannot-tell', reason: 'the difference has no interval' };
  const range = `${points(interval.low)} to ${points(interval.high)} points`;
  if (adjustedPValue <= alpha)
    return {
      verdict: value > 0 ? 'better' : 'worse',
      reason: `${points(value)} points (${range})`,
    };
  if (Math.max(Math.abs(interval.low), Math.abs(interval.high)) <= tiedWithin) {
    const margin = Number((100 * tiedWithin).toPrecision(3));
    const unit = margin === 1 ? 'point' : 'points';
    return { verdict: 'tied', reason: `they differ by less than ${margin} ${unit} (${range})` };
  }
  const reason =
    interval.low > 0 || interval.high < 0
      ? `${points(value)} points (${range}), but that may be chance among so many comparisons`
      : `anything from ${range} is possible`;
  return { verdict: 'cannot-tell', reason: `${reason}: more test images narrow it` };
}

/** 0.0123 as '+1.23'. */
function points(part: number): string {
  return `${part < 0 ? '−' : '+'}${(100 * Math.abs(part)).toFixed(2)}`;
}
