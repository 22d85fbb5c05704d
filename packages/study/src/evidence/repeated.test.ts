import fc from 'fast-check';
import { expect, it } from 'vitest';
import { meanOverSeeds } from './repeated.js';

it('is the mean with the interval of a one-sample t test', () => {
  // Deviation 1.527525 over the root of 3, times the 97.5 % point of two degrees of freedom, 4.302653.
  const { value, interval } = meanOverSeeds([1, 2, 4]) as {
    value: number;
    interval: { low: number; high: number };
  };
  expect(value).toBeCloseTo(7 / 3, 12);
  expect(interval.low).toBeCloseTo(-1.4612498, 6);
  expect(interval.high).toBeCloseTo(6.1279165, 6);
});

it('has no interval of one seed, or of seeds that agree to the last bit', () => {
  expect(meanOverSeeds([3])).toEqual({ value: 3 });
  expect(meanOverSeeds([3, 3])).toEqual({ value: 3 });
  expect(meanOverSeeds([])).toHaveProperty('notMeasured');
});

it('holds the mean, and moves along with the values', () => {
  const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(values, (all) => {
      const found = meanOverSeeds(all);
      if (!('value' in found) || found.interval === undefined) return;
      const moved = meanOverSeeds(all.map((value) => value + 10));
      expect('value' in moved && moved.value - found.value).toBeCloseTo(10, 6);
      expect(found.interval.low).toBeLessThanOrEqual(found.value);
      expect(found.interval.high).toBeGreaterThanOrEqual(found.value);
    }),
  );
});
