import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tickText, ticksOf } from './ticks.js';

it('are round numbers in the range, in order', () => {
  expect(ticksOf(0, 10, false)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticksOf(90, 130, false)).toEqual([90, 100, 110, 120, 130]);
  expect(ticksOf(0.7e9, 2e10, true)).toEqual([1e9, 2e9, 5e9, 1e10, 2e10]);
  expect(ticksOf(3, 3, false)).toEqual([3]);
});

it('are at least two and a handful, and lie in the range', () => {
  const number = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.boolean(), (a, b, logarithmic) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      if (high <= low * 1.01) return;
      const ticks = ticksOf(low, high, logarithmic);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(20);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(low * (1 - 1e-9));
        expect(tick).toBeLessThanOrEqual(high * (1 + 1e-9));
      }
      expect([...ticks].sort((x, y) => x - y)).toEqual(ticks);
    }),
  );
});

it('are written as short as an axis needs', () => {
  expect([0.5, 250, 9600, 2e4, 2e7, 1.5e10].map(tickText)).toEqual([
    '0.5',
    '250',
    '9600',
    '20 k',
    '20 M',
    '15 G',
  ]);
});
