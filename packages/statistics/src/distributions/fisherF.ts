import { incompleteBeta } from './incompleteBeta.js';
import { bisect } from './studentT.js';

/** The value below which a ratio of two variance estimates with these degrees of freedom lies with probability p. */
export function fisherQuantile(p: number, df1: number, df2: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`fisherQuantile: p must be in (0, 1), got ${p}.`);
  return bisect((f) => incompleteBeta((df1 * f) / (df1 * f + df2), df1 / 2, df2 / 2) >= p);
}
