import { percent } from '@convbench/spec/plain';
import type { Interval } from '@convbench/spec';

/**
 * What a comparison of A with B says of A. `tied`: they may differ, but by less than matters. `cannot-tell`: both
 * "equal" and "differs by as much as matters" fit what was measured.
 */
export type Verdict = 'faster' | 'slower' | 'tied' | 'cannot-tell';

/** The precision to which each process is measured. */
export const SMALLEST_DIFFERENCE = 0.01;

export interface VerdictRule {
  /** Probability of a wrong `faster` or `slower` among all comparisons that are read together; default 0.05. */
  readonly alpha?: number;
  /** A smaller relative difference is never called `faster` or `slower`; default `SMALLEST_DIFFERENCE`. */
  readonly smallestDifference?: number;
  /** `tied` if the whole interval of the ratio lies this close to 1; default 0.05. */
  readonly tiedWithin?: number;
}

export interface Decision {
  readonly verdict: Verdict;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/**
 * Of the ratio of A's time to B's (over 1: A is slower), its interval, and its p-value after correction for the other
 * comparisons.
 */
export function decide(
  ratio: number,
  interval: Interval | undefined,
  adjustedPValue: number,
  rule: VerdictRule = {},
): Decision {
  const { alpha = 0.05, smallestDifference = SMALLEST_DIFFERENCE, tiedWithin = 0.05 } = rule;
  const range = interval && `${change(interval.low)} to ${change(interval.high)}`;
  const inBrackets = range === undefined ? '' : ` (${range})`;
  if (adjustedPValue <= alpha && distance(ratio) > Math.log1p(smallestDifference)) {
    const reason = `${change(ratio)} time${inBrackets}`;
    return { verdict: ratio > 1 ? 'slower' : 'faster', reason };
  }
  if (interval === undefined) {
    return ratio === 1
      ? { verdict: 'tied', reason: 'all processes gave the same figure' }
      : {
          verdict: 'cannot-tell',
          reason: 'no process differs from its like, and the order of so few proves nothing',
        };
  }
  if (Math.max(distance(interval.low), distance(interval.high)) <= Math.log1p(tiedWithin)) {
    return {
      verdict: 'tied',
      reason: `they differ by less than ${percent(tiedWithin, 'rough')}${inBrackets}`,
    };
  }
  return { verdict: 'cannot-tell', reason: `${undecided()}: more rounds narrow it` };

  function undecided(): string {
    if (adjustedPValue <= alpha)
      return `${change(ratio)} time${inBrackets}, which may or may not be more than ${percent(smallestDifference, 'rough')}`;
    return interval !== undefined && (interval.low > 1 || interval.high < 1)
      ? `${change(ratio)} time${inBrackets}, but that may be chance among so many comparisons`
      : `anything from ${String(range)} time is possible`;
  }
}

function distance(ratio: number): number {
  return Math.abs(Math.log(ratio));
}

/** 1.034 as '+3.4 %'. */
function change(ratio: number): string {
  return `${ratio < 1 ? '−' : '+'}${percent(Math.abs(ratio - 1), 'rough')}`;
}
