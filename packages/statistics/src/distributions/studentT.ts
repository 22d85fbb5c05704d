import { incompleteBeta } from './incompleteBeta.js';

/**
 * Probability that a variable with Student's distribution of `df` degrees of freedom (any positive number) lies
 * further from 0 than |t|: the two-sided p-value.
 */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) throw new RangeError(`studentTwoSided: t ${t}, df ${df}.`);
  return Number.isFinite(t) ? incompleteBeta(df / (df + t * t), df / 2, 0.5) : 0;
}

/** Of whole degrees of freedom: a report of ten thousand cells asks for the same few over and over. */
const known = new Map<string, number>();

/**
 * The t that |T| exceeds with probability 1 - confidence: half the width of an interval in standard errors.
 *
 * @throws RangeError for a confidence outside (0, 1) or df that is not positive.
 */
export function studentHalfWidth(confidence: number, df: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`studentHalfWidth: confidence must be in (0, 1), got ${confidence}.`);
  }
  const key = `${confidence} ${df}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const outside = 1 - confidence;
  const halfWidth = bisect((t) => studentTwoSided(t, df) <= outside);
  if (Number.isInteger(df) && known.size < 1000) known.set(key, halfWidth);
  return halfWidth;
}

/** The smallest positive number, to rounding, from which on `reached` is true. */
function bisect(reached: (x: number) => boolean): number {
  let high = 1;
  while (!reached(high)) high *= 2;
  let low = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (reached(middle)) high = middle;
    else low = middle;
  }
}
