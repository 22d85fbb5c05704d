import { normalTwoSided } from '../distributions/normal.js';
import { notMeasured, type NotMeasured } from '../summary/notMeasured.js';
import { finiteCopy, median } from '../summary/quantile.js';

const WINDOWS = 20;
/** With fewer windows the test below can hardly reach 1 %. */
const FEWEST_WINDOWS = 8;

export interface Drift {
  /** Change from the beginning to the end over the median, 0.05 for 5 % slower at the end; by Theil and Sen. */
  readonly relativeChange: number;
  /** Of Mann and Kendall's test for a trend. */
  readonly pValue: number;
}

/**
 * Trend of samples in time order. The series is cut into 20 windows of equal count whose medians are looked at, so that
 * single stalls do not count and neighbours' resemblance counts less; Theil and Sen's slope (the median of the slopes
 * of all pairs) over the whole time, and Mann and Kendall's test.
 *
 * Not measured for fewer than 16 samples.
 */
export function measureDrift(samples: ArrayLike<number>): Drift | NotMeasured {
  if (samples.length < 2 * FEWEST_WINDOWS) {
    return notMeasured(`${samples.length} samples: a trend needs at least ${2 * FEWEST_WINDOWS}`);
  }
  const series = finiteCopy(samples);
  const count = Math.min(WINDOWS, Math.floor(series.length / 2));
  const windows = Array.from({ length: count }, (_, i) =>
    median(
      series.subarray(
        Math.floor((i * series.length) / count),
        Math.floor(((i + 1) * series.length) / count),
      ),
    ),
  );
  const slopes = windows.flatMap((value, i) =>
    windows.slice(i + 1).map((later, k) => (later - value) / (k + 1)),
  );
  const middle = median(series);
  if (!(middle > 0)) return notMeasured('the median is not positive');
  return {
    relativeChange: (median(slopes) * (count - 1)) / middle,
    pValue: mannKendall(windows),
  };
}

/** A trend is told when it is beyond chance at 1 % and changes the figure by at least `smallest` (default 3 %). */
export function detectDrift(samples: ArrayLike<number>, smallest = 0.03): Drift | undefined {
  const drift = measureDrift(samples);
  if ('notMeasured' in drift) return undefined;
  return drift.pValue <= 0.01 && Math.abs(drift.relativeChange) >= smallest ? drift : undefined;
}

/** Two-sided p-value of Mann and Kendall's test for a trend (Mann, 1945), normal with tie and continuity correction. */
export function mannKendall(series: readonly number[]): number {
  const n = series.length;
  let score = 0;
  series.forEach((value, i) => {
    for (const later of series.slice(i + 1)) score += Math.sign(later - value);
  });
  const ties = new Map<number, number>();
  for (const value of series) ties.set(value, (ties.get(value) ?? 0) + 1);
  const term = (t: number): number => t * (t - 1) * (2 * t + 5);
  const tied = [...ties.values()].reduce((sum, t) => sum + term(t), 0);
  const deviation = Math.sqrt((term(n) - tied) / 18);
  return deviation === 0 ? 1 : normalTwoSided(Math.max(0, Math.abs(score) - 1) / deviation);
}
