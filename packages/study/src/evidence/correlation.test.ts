import fc from 'fast-check';
import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import { expect, it } from 'vitest';
import { correlationOf, pearson, spearman } from './correlation.js';
import type { Pair } from './correlation.js';

const number = fc.integer({ min: -1000, max: 1000 });
const distinct = fc
  .tuple(
    fc.uniqueArray(number, { minLength: 4, maxLength: 20 }),
    fc.uniqueArray(number, { minLength: 20, maxLength: 20 }),
  )
  .map(([xs, ys]) => xs.map((x, index): Pair => [x, ys[index] as number]));

it('are those of another library', () => {
  fc.assert(
    fc.property(distinct, (pairs) => {
      const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      expect(pearson(pairs)).toBeCloseTo(sampleCorrelation(xs, ys), 9);
      expect(spearman(pairs)).toBeCloseTo(sampleRankCorrelation(xs, ys), 9);
    }),
  );
});

it('gives ties the mean of their ranks: 4.5 over the root of 4.5 times 5', () => {
  expect(
    spearman([
      [1, 1],
      [2, 3],
      [2, 2],
      [4, 4],
    ]),
  ).toBeCloseTo(0.9486832980505138, 12);
});

it('has an interval within -1 and 1 around the value, the same for the same seed', () => {
  fc.assert(
    fc.property(distinct, (pairs) => {
      const found = correlationOf(pairs, spearman);
      if (!('value' in found)) return;
      const { low = NaN, high = NaN } = found.interval ?? {};
      expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(high).toBeLessThanOrEqual(1 + 1e-12);
      expect(low).toBeLessThanOrEqual(found.value);
      expect(high).toBeGreaterThanOrEqual(found.value);
      expect(correlationOf(pairs, spearman)).toEqual(found);
    }),
    { numRuns: 10 },
  );
});

it('says nothing of a few networks, or of those that are all alike', () => {
  expect(correlationOf([[1, 2]], pearson)).toHaveProperty('notMeasured');
  expect(
    correlationOf(
      Array.from({ length: 5 }, (): Pair => [1, 2]),
      pearson,
    ),
  ).toHaveProperty('notMeasured');
});
