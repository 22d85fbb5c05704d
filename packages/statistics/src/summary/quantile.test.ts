import fc from 'fast-check';
import * as simpleStatistics from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { median, quantile, selectQuantile } from './quantile.js';

// Without -0: neither it nor 0 is the smaller, so which of the two a quantile is follows from no definition.
const finite = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
  .map((value) => value + 0);
const series = fc.oneof(
  fc.array(finite, { minLength: 1, maxLength: 60 }),
  // Many equal values are where a quickselect goes wrong.
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }),
);

describe('quantile', () => {
  it("gives NumPy's default quantiles of 1, 2, 3, 4", () => {
    const values = [3, 1, 4, 2];
    expect([0, 0.1, 0.25, 0.5, 0.75, 0.99, 1].map((p) => quantile(values, p))).toEqual([
      1,
      expect.closeTo(1.3, 12),
      1.75,
      2.5,
      3.25,
      expect.closeTo(3.97, 12),
      4,
    ]);
    expect(values).toEqual([3, 1, 4, 2]);
  });

  it('is the definition of Hyndman and Fan applied to the sorted values', () => {
    fc.assert(
      fc.property(series, fc.double({ noNaN: true, min: 0, max: 1 }), (values, p) => {
        const sorted = [...values].sort((a, b) => a - b);
        const position = (sorted.length - 1) * p;
        const below = Math.floor(position);
        const low = sorted[below]!;
        const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
        expect(quantile(values, p)).toBe(low + (position - below) * (high - low));
      }),
    );
  });

  it('agrees with simple-statistics on minimum, median and maximum', () => {
    fc.assert(
      fc.property(series, (values) => {
        expect(median(values)).toBeCloseTo(simpleStatistics.median(values), 6);
        expect(quantile(values, 0)).toBe(simpleStatistics.min(values));
        expect(quantile(values, 1)).toBe(simpleStatistics.max(values));
      }),
    );
  });

  it('selects ascending quantiles of one array one after the other', () => {
    fc.assert(
      fc.property(series, (values) => {
        const scratch = Float64Array.from(values);
        let left = 0;
        for (const p of [0.1, 0.5, 0.5, 0.9, 1]) {
          expect(selectQuantile(scratch, p, left)).toBe(quantile(values, p));
          left = Math.floor((values.length - 1) * p);
        }
      }),
    );
  });

  it('refuses what has no quantile', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => median([1, NaN])).toThrow('Value 1 is NaN');
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
  });
});
