import { isMeasured } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPaired, mcnemar } from './mcnemar.js';

describe('mcnemar', () => {
  it('agrees with SciPy: binomtest, and binom.cdf less binom.pmf for the mid-p', () => {
    for (const [onlyFirst, onlySecond, exact, mid] of [
      [5, 15, 0.04138946533203125, 0.026603698730468753],
      [0, 3, 0.25, 0.125],
      [10, 10, 1, 1],
      [59, 6, 4.964650327128616e-12, 2.7258031986068867e-12],
      [121, 59, 4.4344492637551645e-6, 3.2666467957745733e-6],
    ] as const) {
      const { exactPValue, pValue } = mcnemar({ images: 10_000, onlyFirst, onlySecond });
      expect(exactPValue / exact).toBeCloseTo(1, 9);
      expect(pValue / mid).toBeCloseTo(1, 8);
    }
  });

  it("gives the difference with Bonett and Price's interval", () => {
    // By their formula in NumPy.
    for (const [images, onlyFirst, onlySecond, low, high] of [
      [100, 5, 15, -0.18613603401644563, -0.009942397356103375],
      [50, 0, 0, -0.053303993244218376, 0.053303993244218376],
      [10_000, 121, 59, 0.0035579456768220505, 0.00883957481907877],
    ] as const) {
      const { difference } = mcnemar({ images, onlyFirst, onlySecond });
      if (!isMeasured(difference)) throw new Error(difference.notMeasured);
      expect(difference.value).toBeCloseTo((onlyFirst - onlySecond) / images, 12);
      expect(difference.interval!.low).toBeCloseTo(low, 10);
      expect(difference.interval!.high).toBeCloseTo(high, 10);
    }
  });

  it('knows nothing without images, and of no image that only one had right', () => {
    expect(mcnemar({ images: 0, onlyFirst: 0, onlySecond: 0 })).toMatchObject({
      difference: { notMeasured: 'no test images were run' },
      pValue: 1,
      exactPValue: 1,
    });
    expect(() => mcnemar({ images: 3, onlyFirst: 2, onlySecond: 2 })).toThrow(RangeError);
  });

  it('is antisymmetric, and the mid-p lies below the exact one', () => {
    const count = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(count, count, (onlyFirst, onlySecond) => {
        const one = mcnemar({ images: 1000, onlyFirst, onlySecond });
        const other = mcnemar({ images: 1000, onlyFirst: onlySecond, onlySecond: onlyFirst });
        expect(other.pValue).toBe(one.pValue);
        expect(one.pValue).toBeLessThanOrEqual(one.exactPValue);
        if (!isMeasured(one.difference) || !isMeasured(other.difference)) return;
        expect(other.difference.value).toBeCloseTo(-one.difference.value, 12);
        expect(other.difference.interval!.low).toBeCloseTo(-one.difference.interval!.high, 12);
      }),
    );
  });
});

describe('countPaired', () => {
  it('counts the images that tell', () => {
    const counts = countPaired([true, true, false, false, true], [1, 0, 1, 0, 0]);
    expect(counts).toEqual({ images: 5, onlyFirst: 2, onlySecond: 1 });
    expect(() => countPaired([1], [])).toThrow(RangeError);
  });
});
