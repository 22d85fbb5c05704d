import { finiteCopy, median, quantile } from '../summary/quantile.js';

export interface TwoLevels {
  /** Medians of the faster and of the slower samples, in the unit of the samples. */
  readonly fast: number;
  readonly slow: number;
  /** Part of the samples that belong to the slower level. */
  readonly slowShare: number;
}

/** Outliers on either side that belong to no level. */
const OUTLIERS = 0.025;
const SMALLEST_SHARE = 0.1;
const SMALLEST_LEVEL = 10;
/** Distance of the levels over the sum of their spreads. */
const SEPARATION = 3;
/** Samples between the levels, as a part of those of the smaller level. */
const VALLEY = 0.1;

/**
 * Two separate levels of samples, such as two clock frequencies or two placements of threads: a median then tells of
 * one or the other by chance. undefined where there are none.
 *
 * On logarithms, without 2.5 % on either side, the samples are divided in two where the sum of squares within the parts
 * is smallest (k-means of two, exact in one dimension). The division counts as two levels if each holds at least a
 * tenth, their medians differ by `smallest` (default 5 %) and by three times the sum of their spreads (80 % ranges,
 * scaled to standard deviations), and the middle third between the medians is as good as empty. Halves of a normal, uniform or
 * exponential distribution are 1.1 to 1.6 such sums apart. A dip test would find any departure from a single peak once
 * there are enough samples, also those that do not matter.
 *
 * @throws RangeError for a sample that is not finite.
 */
export function detectTwoLevels(
  samples: ArrayLike<number>,
  smallest = 0.05,
): TwoLevels | undefined {
  if (samples.length < 2 * SMALLEST_LEVEL) return undefined;
  const all = finiteCopy(samples).sort();
  if (!((all[0] as number) > 0)) return undefined;
  const outliers = Math.floor(all.length * OUTLIERS);
  const sorted = all.subarray(outliers, all.length - outliers).map(Math.log);
  const split = bestSplit(sorted);
  const [lower, upper] = [sorted.subarray(0, split), sorted.subarray(split)];
  const smaller = Math.min(lower.length, upper.length);
  if (smaller < Math.max(SMALLEST_LEVEL, SMALLEST_SHARE * sorted.length)) return undefined;
  const [low, high] = [median(lower), median(upper)];
  const distance = high - low;
  if (distance < Math.log1p(smallest)) return undefined;
  if (distance < SEPARATION * (spreadOf(lower) + spreadOf(upper))) {
    return undefined;
  }
  const between = sorted.filter((x) => x > low + distance / 3 && x < high - distance / 3).length;
  if (between > VALLEY * smaller) return undefined;
  return { fast: Math.exp(low), slow: Math.exp(high), slowShare: upper.length / sorted.length };
}

/** How many of the sorted values belong to the lower part. */
function bestSplit(sorted: Float64Array): number {
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let best = 0;
  let largest = -Infinity;
  let sum = 0;
  for (let count = 1; count < sorted.length; count += 1) {
    sum += sorted[count - 1] as number;
    // Least squares within is most between, which is this but for a constant.
    const between = sum ** 2 / count + (total - sum) ** 2 / (sorted.length - count);
    if (between > largest) {
      largest = between;
      best = count;
    }
  }
  return best;
}

/** Standard deviation of a normal distribution of which as much lies between the 10th and the 90th percentile. */
function spreadOf(sorted: Float64Array): number {
  return (quantile(sorted, 0.9) - quantile(sorted, 0.1)) / 2.563;
}
