import { describe, expect, test } from 'vitest';
import { seededGenerator } from '../seededGenerator.js';
import { drawMixWeight, mixInto } from './mixup.js';

test('mixes each image with the one before it, and gives its label', () => {
  const images = Float32Array.of(1, 10, 2, 20, 4, 40);
  const others = new Int32Array(3);
  mixInto(images, Int32Array.of(7, 8, 9), 0.75, others);
  expect(Array.from(images)).toEqual([1.75, 17.5, 1.75, 17.5, 3.5, 35]);
  expect(Array.from(others)).toEqual([9, 7, 8]);
});

test('of weight 1 changes nothing, and neither does a batch of one image', () => {
  const images = Float32Array.of(0.1, -3, 1e6, 7);
  mixInto(images, Int32Array.of(0, 1), 1, new Int32Array(2));
  expect(images).toEqual(Float32Array.of(0.1, -3, 1e6, 7));
  mixInto(images, Int32Array.of(0), 0.25, new Int32Array(1));
  expect(images).toEqual(Float32Array.of(0.1, -3, 1e6, 7));
});

describe('weights', () => {
  const draws = 20_000;
  const weights = (alpha: number) =>
    Array.from({ length: draws }, (_, seed) => drawMixWeight(seededGenerator('test', seed), alpha));

  test.each([0.2, 0.4, 1, 4])('have the moments of Beta(%d, alpha)', (alpha) => {
    const found = weights(alpha);
    // E[x^k] of Beta(a, a) = product over i < k of (a + i) / (2 a + i).
    const moment = (power: number) =>
      Array.from({ length: power }, (_, i) => (alpha + i) / (2 * alpha + i)).reduce(
        (product, factor) => product * factor,
        1,
      );
    for (const power of [1, 2, 3, 4]) {
      const mean = found.reduce((sum, weight) => sum + weight ** power, 0) / draws;
      const deviation = Math.sqrt((moment(2 * power) - moment(power) ** 2) / draws);
      expect(Math.abs(mean - moment(power)), `power ${power}`).toBeLessThan(5 * deviation);
    }
  });

  test('are uniform for alpha 1', () => {
    const sorted = weights(1).sort((a, b) => a - b);
    const distance = Math.max(...sorted.map((weight, i) => Math.abs(weight - (i + 0.5) / draws)));
    // Kolmogorov and Smirnov, at 1e-6.
    expect(distance).toBeLessThan(Math.sqrt(-Math.log(1e-6 / 2) / 2 / draws));
  });

  test('are numbers from 0 to 1, however small alpha is', () => {
    for (const alpha of [1e-3, 1e-6]) {
      for (const weight of weights(alpha).slice(0, 500)) {
        expect(weight).toBeGreaterThanOrEqual(0);
        expect(weight).toBeLessThanOrEqual(1);
      }
    }
  });
});
