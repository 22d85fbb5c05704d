import type { Interval } from '@convbench/spec';
import { normalQuantile } from '../distributions/normal.js';

/**
 * Wilson's score interval of a proportion (1927): sensible also at 0 %, at 100 % and for few trials.
 *
 * @throws RangeError unless 0 <= successes <= trials, trials >= 1 and confidence is in (0, 1).
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  if (!(trials >= 1 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`wilsonInterval: ${successes} successes of ${trials} trials.`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`wilsonInterval: confidence must be in (0, 1), got ${confidence}.`);
  }
  const z = normalQuantile(0.5 + confidence / 2);
  const proportion = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (proportion + (z * z) / (2 * trials)) / scale;
  const variance = (proportion * (1 - proportion)) / trials + (z * z) / (4 * trials * trials);
  const halfWidth = (z * Math.sqrt(variance)) / scale;
  return {
    // At the ends the bound is exact; rounding may not take it past the proportion itself.
    low: successes === 0 ? 0 : Math.max(0, centre - halfWidth),
    high: successes === trials ? 1 : Math.min(1, centre + halfWidth),
    confidence,
  };
}
