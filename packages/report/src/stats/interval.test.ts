import { describe, expect, it } from 'vitest';
import { difference, halfWidth, ratio, scaled } from './interval.js';

const estimate = (value: number, low: number, high: number) => ({
  value,
  interval: { low, high, confidence: 0.95 },
});

describe('intervals', () => {
  it('have half of their width on either side, and none where the value is exact', () => {
    expect(halfWidth({ value: 3 })).toBe(undefined);
    expect(halfWidth(estimate(3, 2, 5))).toBe(1.5);
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
