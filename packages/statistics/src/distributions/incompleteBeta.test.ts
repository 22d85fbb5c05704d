import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta, logGamma } from './incompleteBeta.js';

describe('incompleteBeta', () => {
  it('agrees with scipy.special.betainc (SciPy 1.16)', () => {
    for (const [x, a, b, value] of [
      [0.3, 0.5, 0.5, 0.36901011956554536],
      [0.9, 2, 3, 0.9963],
      [0.01, 1, 0.5, 0.005012562893380045],
      [0.5, 40, 60, 0.9780623532064924],
      [0.999, 0.5, 200, 1],
      [0.2, 7.5, 0.5, 1.2783477850604935e-6],
    ] as const) {
      expect(incompleteBeta(x, a, b) / value).toBeCloseTo(1, 11);
    }
  });

  it('rises from 0 to 1 and is symmetric', () => {
    const parameter = fc.double({ min: 0.2, max: 300, noNaN: true });
    // Of which 1 - x is exact.
    const unit = fc.integer({ min: 0, max: 1024 }).map((n) => n / 1024);
    fc.assert(
      fc.property(unit, unit, parameter, parameter, (x, y, a, b) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        expect(incompleteBeta(low, a, b)).toBeLessThanOrEqual(incompleteBeta(high, a, b) + 1e-12);
        expect(incompleteBeta(x, a, b)).toBeCloseTo(1 - incompleteBeta(1 - x, b, a), 9);
      }),
    );
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
    expect(() => incompleteBeta(1.1, 2, 3)).toThrow(RangeError);
    expect(() => incompleteBeta(0.5, 0, 3)).toThrow(RangeError);
  });
});

describe('logGamma', () => {
  it('agrees with scipy.special.gammaln', () => {
    for (const [x, value] of [
      [0.5, 0.5723649429247],
      [1, 0],
      [3.7, 1.428072326665388],
      [150, 600.0094705553274],
    ] as const) {
      expect(logGamma(x)).toBeCloseTo(value, 11);
    }
  });
});
