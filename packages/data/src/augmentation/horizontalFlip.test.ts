import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededGenerator } from '../seededGenerator.js';
import { horizontalFlip, mirrorRows } from './horizontalFlip.js';

const images = fc.uint8Array({ minLength: 48, maxLength: 48 });

test('twice is as it was, and once puts each pixel across', () => {
  fc.assert(
    fc.property(images, (image) => {
      const mirrored = Uint8Array.from(image);
      mirrorRows(mirrored, 4);
      mirrored.forEach((byte, i) => expect(byte).toBe(image[i - (i % 4) + 3 - (i % 4)]));
      mirrorRows(mirrored, 4);
      expect(mirrored).toEqual(image);
    }),
  );
});

test.each([0, 0.3, 1])('happens with probability %d', (probability) => {
  const flip = horizontalFlip(probability, 2);
  const draws = 5000;
  let flipped = 0;
  for (let i = 0; i < draws; i++) {
    const image = Uint8Array.of(1, 2, 3, 4);
    flip(image, seededGenerator('test', i));
    if (image[0] === 2) flipped++;
  }
  const tolerance = 5 * Math.sqrt(draws * probability * (1 - probability));
  expect(Math.abs(flipped - draws * probability)).toBeLessThanOrEqual(tolerance);
});
