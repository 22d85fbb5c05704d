import type { Interval } from '@convbench/spec';
import fc from 'fast-check';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import * as simpleStatistics from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  bootstrapMeanInterval,
  bootstrapMedianInterval,
  bootstrapQuantileIntervals,
} from './bootstrap.js';
import type { NotMeasured } from '../summary/notMeasured.js';
import { normalQuantile } from '../distributions/normal.js';

function normals(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => normalQuantile(uniformFloat64(generator) + 2 ** -54);
}

function measured(interval: Interval | NotMeasured): Interval {
  if ('notMeasured' in interval) throw new Error(interval.notMeasured);
  return interval;
}

/** Of `series` drawn with median 0, how many have 0 in their interval. */
function coverage(draw: (seed: number) => number[], trials: number): number {
  let covered = 0;
  for (let seed = 1; seed <= trials; seed += 1) {
    const { low, high } = measured(bootstrapMedianInterval(draw(seed), { seed, resamples: 300 }));
    if (low <= 0 && 0 <= high) covered += 1;
  }
  return covered / trials;
}

describe('bootstrapMedianInterval', () => {
  it('equals the plain bootstrap, whose distribution for a median is known, on few samples', () => {
    // Efron (1979): the median of a resample of n = 2m - 1 is at most the k-th order statistic if at least m of
    // its members are; each is with probability k / n.
    const n = 51;
    const values = Array.from({ length: n }, (_, i) => (i * 29) % n);
    const atMost = (k: number): number =>
      Array.from({ length: n + 1 }, (_, j) => j)
        .filter((j) => j >= (n + 1) / 2)
        .reduce((sum, j) => sum + binomial(n, j) * (k / n) ** j * (1 - k / n) ** (n - j), 0);
    const exact = (tail: number): number =>
      Array.from({ length: n }, (_, k) => k).find((k) => atMost(k + 1) >= tail)!;
    const interval = measured(bootstrapMedianInterval(values, { seed: 1, resamples: 20_000 }));
    expect(interval.confidence).toBe(0.95);
    expect(interval.low).toBe(exact(0.025));
    expect(interval.high).toBe(exact(0.975));
  });

  it('covers the median of independent samples about as often as it says', () => {
    const independent = (seed: number): number[] => Array.from({ length: 200 }, normals(seed));
    const covered = coverage(independent, 200);
    expect(covered).toBeGreaterThan(0.88);
    expect(covered).toBeLessThan(0.99);
  });

  it('covers the median of samples that follow each other, where resampling single ones does not', () => {
    const following = (seed: number): number[] => {
      const next = normals(seed);
      let value = next();
      return Array.from({ length: 1500 }, () => (value = 0.8 * value + 0.6 * next()));
    };
    expect(coverage(following, 100)).toBeGreaterThan(0.85);
    // The same values in another order are independent: their interval would be too narrow by far.
    const shuffled = (seed: number): number[] => shuffle(following(seed), seed);
    expect(coverage(shuffled, 100)).toBeLessThan(0.7);
  });

  it('is seeded, and lies inside of the range of the samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 6, maxLength: 120 }),
        fc.integer(),
        (samples, seed) => {
          const interval = bootstrapMedianInterval(samples, { seed, resamples: 50 });
          expect(bootstrapMedianInterval(samples, { seed, resamples: 50 })).toEqual(interval);
          if ('notMeasured' in interval) {
            expect(new Set(samples).size).toBe(1);
            return;
          }
          expect(interval.low).toBeLessThanOrEqual(interval.high);
          expect(interval.low).toBeGreaterThanOrEqual(Math.min(...samples));
          expect(interval.high).toBeLessThanOrEqual(Math.max(...samples));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says why there is no interval (case S03)', () => {
    expect(bootstrapMedianInterval([7], { seed: 1 })).toEqual({
      notMeasured: 'one sample: an interval at 95 % needs at least 6',
    });
    expect(bootstrapMedianInterval([1, 2, 3], { seed: 1 })).toEqual({
      notMeasured: '3 samples: an interval at 95 % needs at least 6',
    });
    expect(bootstrapMedianInterval(new Array<number>(8).fill(2), { seed: 1 })).toEqual({
      notMeasured: 'all 8 samples are equal: the clock does not resolve their spread',
    });
    expect(() => bootstrapMedianInterval([], { seed: 1 })).toThrow(RangeError);
  });
});

describe('bootstrapQuantileIntervals', () => {
  it('orders the intervals as the quantiles, and repeats the one of the median', () => {
    const samples = Array.from({ length: 700 }, normals(3));
    const [p50, p90, p99] = bootstrapQuantileIntervals(samples, [0.5, 0.9, 0.99], {
      seed: 3,
      resamples: 200,
    }).map(measured);
    expect(p50).toEqual(bootstrapMedianInterval(samples, { seed: 3, resamples: 200 }));
    expect(p50!.high).toBeLessThan(p90!.low);
    expect(p90!.high).toBeLessThan(p99!.high);
    expect(p90!.low).toBeLessThan(simpleStatistics.quantile(samples, 0.9));
    expect(p90!.high).toBeGreaterThan(simpleStatistics.quantile(samples, 0.9));
  });
});

describe('bootstrapMeanInterval', () => {
  it('is close to the normal approximation for independent samples', () => {
    const samples = Array.from({ length: 90 }, normals(5)).map((z) => 10 + z);
    const { low, high } = measured(bootstrapMeanInterval(samples, { seed: 5, resamples: 4000 }));
    const halfWidth = 1.96 * (simpleStatistics.standardDeviation(samples) / Math.sqrt(90));
    expect(low).toBeCloseTo(simpleStatistics.mean(samples) - halfWidth, 1);
    expect(high).toBeCloseTo(simpleStatistics.mean(samples) + halfWidth, 1);
  });

  it('draws the means of the blocks that a resample would be filled with', () => {
    const samples = Array.from({ length: 500 }, (_, i) => i);
    const { low, high } = measured(bootstrapMeanInterval(samples, { seed: 2 }));
    // Of blocks of 10, the mean has a standard deviation of 500 / sqrt(12) / sqrt(50) = 20.4.
    expect((high - low) / 2 / 1.96).toBeGreaterThan(18);
    expect((high - low) / 2 / 1.96).toBeLessThan(23);
  });
});

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result *= (n - k + i) / i;
  return result;
}

function shuffle(values: readonly number[], seed: number): number[] {
  const generator = xoroshiro128plus(seed);
  const result = [...values];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = uniformInt(generator, 0, i);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
