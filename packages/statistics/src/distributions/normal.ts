import { studentTwoSided } from './studentT.js';

/**
 * The z below which a standard normal variable lies with probability p, to about 1e-15.
 *
 * @throws RangeError for p outside (0, 1).
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile: p must be in (0, 1), got ${p}.`);
  if (p < 0.5) return -normalQuantile(1 - p);
  // The distribution function is concave above 0, so Newton's steps from 0 rise to the root and never pass it.
  let z = 0;
  for (;;) {
    const next = z + (p - normalDistribution(z)) / normalDensity(z);
    if (!(next > z + 1e-16 * next)) return z;
    z = next;
  }
}

/** Probability that a standard normal variable lies further from 0 than |z|. */
export function normalTwoSided(z: number): number {
  // Beyond 4 the series below loses all digits of a tail; Student's distribution with very many degrees has them.
  return Math.abs(z) < 4 ? 2 * (1 - normalDistribution(Math.abs(z))) : studentTwoSided(z, 1e8);
}

function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** Marsaglia's series (Evaluating the Normal Distribution, J. Stat. Software 11, 2004). */
function normalDistribution(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}
