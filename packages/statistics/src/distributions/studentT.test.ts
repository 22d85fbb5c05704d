import { describe, expect, it } from 'vitest';
import { studentHalfWidth, studentTwoSided } from './studentT.js';

describe('studentTwoSided', () => {
  it('agrees with 2 * scipy.stats.t.sf', () => {
    for (const [t, df, p] of [
      [4.302652729911275, 2, 0.04999999999651663],
      [1, 1, 0.5],
      [2.5, 4, 0.06676654481198814],
      [3, 7.3, 0.018980551023133497],
      [12, 2, 0.00687293367715846],
      [0, 5, 1],
      [2, 1000, 0.04577034649325166],
    ] as const) {
      expect(studentTwoSided(t, df)).toBeCloseTo(p, 11);
      expect(studentTwoSided(-t, df)).toBeCloseTo(p, 11);
    }
    expect(studentTwoSided(Infinity, 2)).toBe(0);
    expect(() => studentTwoSided(NaN, 2)).toThrow(RangeError);
    expect(() => studentTwoSided(1, 0)).toThrow(RangeError);
  });
});

describe('studentHalfWidth', () => {
  it('agrees with scipy.stats.t.ppf', () => {
    for (const [confidence, df, t] of [
      [0.95, 1, 12.706204736174694],
      [0.95, 2, 4.302652729749462],
      [0.95, 4, 2.7764451051977934],
      [0.99, 3, 5.840909309733355],
      [0.9, 2.7, 2.4638889362708496],
      [0.95, 200, 1.9718962236339088],
    ] as const) {
      expect(studentHalfWidth(confidence, df) / t).toBeCloseTo(1, 9);
    }
    expect(() => studentHalfWidth(1, 2)).toThrow(RangeError);
  });
});
