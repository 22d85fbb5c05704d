import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededGenerator } from '../seededGenerator.js';
import { cutPart, randomCrop } from './randomCrop.js';

const squares = fc
  .record({ size: fc.integer({ min: 1, max: 7 }), channels: fc.constantFrom(1, 3) })
  .chain(({ size, channels }) => {
    const length = channels * size * size;
    const planes = fc.uint8Array({ minLength: length, maxLength: length });
    return fc.record({ size: fc.constant(size), channels: fc.constant(channels), planes });
  });

test('a part has the pixels of its place, and the fill outside', () => {
  fc.assert(
    fc.property(
      squares,
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -9, max: 9 }),
      ({ size, planes }, top, left) => {
        const target = new Uint8Array(planes.length);
        cutPart(planes, size, top, left, 77, target);
        target.forEach((byte, i) => {
          const [plane, place] = [Math.floor(i / size ** 2), i % size ** 2];
          const [y, x] = [Math.floor(place / size) + top, (place % size) + left];
          const inside = y >= 0 && y < size && x >= 0 && x < size;
          expect(byte).toBe(inside ? planes[plane * size ** 2 + y * size + x] : 77);
        });
      },
    ),
  );
});

describe('random crops', () => {
  test('are every place of the padded image, alike', () => {
    const form = { inputSize: 5, channels: 1 };
    const crop = randomCrop(1, 0, form);
    const draws = 9000;
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const image = Uint8Array.from({ length: 25 }, (_, at) => at + 1);
      crop(image, seededGenerator('test', i));
      // The middle pixel tells the place.
      counts.set(image[12]!, (counts.get(image[12]!) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([7, 8, 9, 12, 13, 14, 17, 18, 19]);
    // Five standard deviations of a binomial count around its mean.
    const tolerance = 5 * Math.sqrt((draws * 8) / 81);
    for (const count of counts.values())
      expect(Math.abs(count - draws / 9)).toBeLessThan(tolerance);
  });
});
