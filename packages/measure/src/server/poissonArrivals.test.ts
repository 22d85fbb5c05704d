import { expect, it } from 'vitest';
import { poissonArrivals } from './poissonArrivals.js';

const gapsOf = (arrivals: readonly number[]) =>
  arrivals.map((time, i) => time - (arrivals[i - 1] ?? 0));

it('has exponential gaps of the mean that the rate says', () => {
  const gaps = gapsOf(poissonArrivals(50, 20_000, 3));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  expect(mean).toBeGreaterThan(19.4);
  expect(mean).toBeLessThan(20.6);
  // Of an exponential distribution 1 - 1/e lie below the mean, and e^-3 above three times it.
  const share = (isSo: (gap: number) => boolean) => gaps.filter(isSo).length / gaps.length;
  expect(share((gap) => gap < 20)).toBeCloseTo(1 - Math.exp(-1), 1);
  expect(share((gap) => gap > 60)).toBeCloseTo(Math.exp(-3), 2);
});

it('is seeded, and keeps its pattern at another rate', () => {
  const one = poissonArrivals(10, 50, 1);
  expect(poissonArrivals(10, 50, 1)).toEqual(one);
  expect(poissonArrivals(10, 50, 2)).not.toEqual(one);
  poissonArrivals(20, 50, 1).forEach((time, i) => {
    expect(time).toBeCloseTo(one[i]! / 2, 9);
  });
  expect(() => poissonArrivals(0, 1, 1)).toThrow(RangeError);
});
