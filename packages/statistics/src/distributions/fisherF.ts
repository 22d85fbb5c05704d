import { incompleteBeta } from './incompleteBeta.js';

/** Probability that a ratio of two estimates of the same variance with these degrees of freedom lies below f. */
export function fisherDistribution(f: number, df1: number, df2: number): number {
  if (!(f >= 0 && df1 > 0 && df2 > 0)) {
    throw new RangeError(`fisherDistribution: f ${f}, df ${df1} and ${df2}.`);
  }
  return f === Infinity ? 1 : incompleteBeta((df1 * f) / (df1 * f + df2), df1 / 2, df2 / 2);
}
