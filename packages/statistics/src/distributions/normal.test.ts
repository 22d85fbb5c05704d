import * as simpleStatistics from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { normalQuantile, normalTwoSided } from './normal.js';

describe('normalQuantile', () => {
  it('gives the values of the tables', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.995)).toBeCloseTo(2.575829303548901, 13);
    expect(normalQuantile(0.025)).toBeCloseTo(-1.959963984540054, 13);
    expect(normalQuantile(1 - 1e-9)).toBeCloseTo(5.997807, 5);
  });

  it('inverts the distribution function of simple-statistics', () => {
    for (let p = 0.01; p < 1; p += 0.01) {
      const z = normalQuantile(p);
      expect(0.5 * (1 + simpleStatistics.errorFunction(z / Math.SQRT2))).toBeCloseTo(p, 5);
    }
  });

  it('refuses probabilities without a quantile', () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
    expect(() => normalQuantile(NaN)).toThrow(RangeError);
  });
});

describe('normalTwoSided', () => {
  it('agrees with 2 * scipy.stats.norm.sf', () => {
    for (const [z, p] of [
      [0, 1],
      [1.96, 0.04999579029644087],
      [-3.9, 9.619268803520523e-5],
      [5, 5.733031437583866e-7],
    ] as const) {
      expect(normalTwoSided(z) / p).toBeCloseTo(1, 5);
    }
  });
});
