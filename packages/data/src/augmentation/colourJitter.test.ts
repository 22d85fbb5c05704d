import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededGenerator } from '../seededGenerator.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './adjustColour.js';
import { adjustHue } from './adjustHue.js';
import { colourJitter, drawJitter } from './colourJitter.js';

const nothing = { brightness: 0, contrast: 0, saturation: 0, hue: 0 };
const random = (seed: number) => seededGenerator('test', seed);
const images = fc.uint8Array({ minLength: 48, maxLength: 48 });

test('of strength 0 changes nothing', () => {
  fc.assert(
    fc.property(images, fc.nat(), (image, seed) => {
      const changed = Uint8Array.from(image);
      colourJitter(nothing, 3)(changed, random(seed));
      expect(changed).toEqual(image);
    }),
  );
});

test('of saturation and hue leaves grey images alone, and grey pixels of colour images', () => {
  fc.assert(
    fc.property(images, fc.nat(), (image, seed) => {
      const jitter = { ...nothing, saturation: 1, hue: 0.5 };
      const changed = Uint8Array.from(image);
      colourJitter(jitter, 1)(changed, random(seed));
      expect(changed).toEqual(image);
      const grey = Uint8Array.of(...image, ...image, ...image);
      const before = Uint8Array.from(grey);
      colourJitter(jitter, 3)(grey, random(seed));
      expect(grey).toEqual(before);
    }),
  );
});

describe('draws', () => {
  const strength = { brightness: 0.4, contrast: 1.5, saturation: 0.1, hue: 0.2 };
  const count = 6000;
  const all = Array.from({ length: count }, (_, seed) => drawJitter(random(seed), strength));

  test('every order alike', () => {
    const orders = new Map<string, number>();
    for (const { order } of all) orders.set(order.join(), (orders.get(order.join()) ?? 0) + 1);
    expect(orders.size).toBe(24);
    const tolerance = 5 * Math.sqrt((count * 23) / 24 ** 2);
    for (const times of orders.values())
      expect(Math.abs(times - count / 24)).toBeLessThan(tolerance);
  });

  test.each([
    ['brightness', 0.6, 1.4],
    // Never below 0.
    ['contrast', 0, 2.5],
    ['saturation', 0.9, 1.1],
    ['hue', -0.2, 0.2],
  ] as const)('%s evenly from %d to %d', (change, low, high) => {
    const values = all.map(({ amounts }) => (amounts[change] - low) / (high - low));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / count;
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count));
  });
});

test('makes the changes that were drawn, in their order', () => {
  const strength = { brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.3 };
  const adjust = {
    brightness: adjustBrightness,
    contrast: (image: Uint8Array, amount: number) => adjustContrast(image, 3, amount),
    saturation: adjustSaturation,
    hue: adjustHue,
  };
  fc.assert(
    fc.property(images, fc.nat(), (image, seed) => {
      const [changed, expected] = [Uint8Array.from(image), Uint8Array.from(image)];
      colourJitter(strength, 3)(changed, random(seed));
      const { order, amounts } = drawJitter(random(seed), strength);
      for (const change of order) adjust[change](expected, amounts[change]);
      expect(changed).toEqual(expected);
    }),
  );
});
