import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, difference, halfWidth, overlaps, ratio, scaled } from './interval.js';

const estimate = (value: number, low: number, high: number) => ({
  value,
  interval: { low, high, confidence: 0.95 },
});

describe('intervals', () => {
  it('treat a value without one as exact', () => {
    expect(boundsOf({ value: 3 })).toEqual({ low: 3, high: 3 });
    expect(halfWidth({ value: 3 })).toBe(undefined);
    expect(halfWidth(estimate(3, 2, 5))).toBe(1.5);
  });

  it('overlap when they share a value', () => {
    expect(overlaps({ low: 1, high: 2 }, { low: 2, high: 3 })).toBe(true);
    expect(overlaps({ low: 1, high: 2 }, { low: 2.01, high: 3 })).toBe(false);
    expect(overlaps({ low: 1, high: 9 }, { low: 4, high: 5 })).toBe(true);
  });

  it('overlap in either order alike', () => {
    const bounds = fc
      .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 9 }))
      .map(([low, width]) => ({ low, high: low + width }));
    fc.assert(
      fc.property(bounds, bounds, (a, b) => {
        const shared = Array.from({ length: 40 }, (_, index) => index - 10).some(
          (value) => value >= a.low && value <= a.high && value >= b.low && value <= b.high,
        );
        expect(overlaps(a, b)).toBe(shared);
        expect(overlaps(b, a)).toBe(shared);
      }),
    );
  });

  it('scale with their value', () => {
    expect(scaled(estimate(2, 1, 3), 100)).toEqual(estimate(200, 100, 300));
    expect(scaled({ value: 2 }, 10)).toEqual({ value: 20 });
  });

  it('make a ratio that takes the worst of both', () => {
    expect(ratio(estimate(12, 10, 14), estimate(4, 2, 5))).toEqual({ value: 3, low: 2, high: 7 });
  });

  it('make a difference whose half widths add in squares', () => {
    expect(difference(estimate(10, 7, 13), estimate(4, 0, 8))).toEqual({
      value: 6,
      low: 1,
      high: 11,
    });
  });
});
