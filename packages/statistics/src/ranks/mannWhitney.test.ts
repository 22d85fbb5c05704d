import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannWhitney } from './mannWhitney.js';

describe('mannWhitney', () => {
  it('is exact with ties and constants (case S03)', () => {
    const old = [115, 114, 115, 115];
    expect(mannWhitney(old, [78.8, 78.8, 78.8, 78.8, 78.8])).toBeCloseTo(2 / 126, 12);
    expect(mannWhitney([1, 1, 1, 1], [2, 2, 2, 2])).toBeCloseTo(2 / 70, 12);
    expect(mannWhitney([1, 1], [1, 1, 1])).toBe(1);
    expect(mannWhitney([1], [2])).toBe(1);
  });

  it('cannot be under 0.1 for three against three', () => {
    expect(mannWhitney([1, 2, 3], [40, 50, 60])).toBeCloseTo(0.1, 12);
  });

  it('agrees with scipy.stats.mannwhitneyu', () => {
    // method='exact', no ties.
    expect(mannWhitney([1.5, 2.5, 9, 4], [2, 3, 5, 8, 10, 11])).toBeCloseTo(0.35238095238, 10);
    // method='asymptotic', with ties.
    const x = Array.from({ length: 40 }, (_, i) => (i * 37) % 101);
    const y = Array.from({ length: 45 }, (_, i) => ((i * 53) % 97) + 6);
    expect(mannWhitney(x, y)).toBeCloseTo(0.8602129553795426, 6);
  });

  it('does not care about order, unit or which comes first', () => {
    const group = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(group, group, (a, b) => {
        const p = mannWhitney(a, b);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mannWhitney(b, a)).toBeCloseTo(p, 12);
        const cubed = (values: number[]) => [...values].reverse().map((value) => value ** 3 + 7);
        expect(mannWhitney(cubed(a), cubed(b))).toBeCloseTo(p, 12);
      }),
    );
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
  });
});
