import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantile } from './quantile.js';

it.each([
  [[5], 0.5, 5],
  [[1, 2], 0.5, 1.5],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[1, 2, 3, 4], 1, 4],
  [[1, 2, 3, 4], 0, 1],
])('of %j at %d is %d', (samples, p, value) => {
  expect(quantile(samples, p)).toBe(value);
});

it('needs samples', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

it('lies between smallest and largest and grows with p', () => {
  const samples = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(samples, share, share, (values, p, q) => {
      const ascending = [...values].sort((a, b) => a - b);
      const [low, high] = [Math.min(p, q), Math.max(p, q)];
      expect(quantile(ascending, low)).toBeLessThanOrEqual(quantile(ascending, high) + 1e-9);
      expect(quantile(ascending, p)).toBeGreaterThanOrEqual((ascending[0] ?? 0) - 1e-9);
    }),
  );
});
