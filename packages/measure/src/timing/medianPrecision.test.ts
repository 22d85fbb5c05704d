import { expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { medianPrecision } from './medianPrecision.js';

const samples = (count: number, deviation: number, seed = 1): number[] => {
  const { normal } = draws(seed);
  return Array.from({ length: count }, () => 10 * (1 + deviation * normal()));
};

it('is about what the normal distribution says for independent samples', () => {
  // The median's standard error is 1.2533 deviations over the root of n.
  const expected = (1.96 * 1.2533 * 0.05) / Math.sqrt(900);
  expect(medianPrecision(samples(900, 0.05), 1) / expected).toBeGreaterThan(0.7);
  expect(medianPrecision(samples(900, 0.05), 1) / expected).toBeLessThan(1.4);
});

it('gets smaller with more samples, and looks at a bounded number of them', () => {
  const few = medianPrecision(samples(60, 0.05), 1);
  const many = medianPrecision(samples(2000, 0.05), 1);
  expect(many).toBeLessThan(few / 3);
  // 50,000 samples cost what 2000 do, and are judged as 2000 are.
  expect(medianPrecision(samples(50_000, 0.05), 1) / many).toBeGreaterThan(0.5);
});

it('sees a slow change of the machine, which single samples do not show', () => {
  const steady = samples(1000, 0.01);
  const wandering = steady.map((value, i) => value * (1 + 0.05 * Math.sin(i / 120)));
  const shuffled = draws(1)
    .order(1000)
    .map((i) => wandering[i]!);
  expect(medianPrecision(wandering, 1)).toBeGreaterThan(2 * medianPrecision(shuffled, 1));
});

it('has an answer for equal and for few samples', () => {
  expect(medianPrecision(new Array<number>(40).fill(3), 1)).toBe(0);
  expect(medianPrecision([3, 3, 3], 1)).toBe(0);
  expect(medianPrecision([3, 4], 1)).toBe(Infinity);
  // Student's t of 4 degrees of freedom, 2.776, times the root of pi / 2 and of 2.5 / 5, over 12.
  expect(medianPrecision([10, 11, 12, 13, 14], 1)).toBeCloseTo(0.205, 3);
  expect(medianPrecision([], 1)).toBe(Infinity);
});
