import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, overlaps } from './bounds.js';

describe('bounds', () => {
  it('are the interval, or the value itself where there is none', () => {
    const interval = { low: 2, high: 5, confidence: 0.95 };
    expect(boundsOf({ value: 3, interval })).toEqual(interval);
    expect(boundsOf({ value: 3 })).toEqual({ low: 3, high: 3 });
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
});
