import type { Interval } from '@convbench/spec';

/** A measured value with its interval, if it has one. */
export interface Estimate {
  readonly value: number;
  readonly interval?: Interval | undefined;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The range in which the true value may lie; an exact value, or one without an interval, is a range of no width. */
export function boundsOf({ value, interval }: Estimate): Bounds {
  return interval ?? { low: value, high: value };
}

/** Two ranges that share a value cannot be told apart: "tied". */
export function overlaps(a: Bounds, b: Bounds): boolean {
  return a.low <= b.high && b.low <= a.high;
}
