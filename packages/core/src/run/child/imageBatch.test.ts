import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillBatch } from './imageBatch.js';

it('takes the images in turn from the first that is asked for', () => {
  const images = Float32Array.of(1, 10, 2, 20, 3, 30);
  expect([...fillBatch(images, 3, 3)]).toEqual([1, 10, 2, 20, 3, 30]);
  expect([...fillBatch(images, 3, 2, 1)]).toEqual([2, 20, 3, 30]);
});

it('fills a batch with distinct images where there are fewer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 256 }),
      fc.integer({ min: 1, max: 50 }),
      (count, batchSize, size) => {
        // Even of flat images, which no shift changes.
        const images = Float32Array.from(
          { length: count * size },
          (_, i) => Math.floor(i / size) + 1,
        );
        const batch = fillBatch(images, count, batchSize);
        const rows = Array.from({ length: batchSize }, (_, row) =>
          batch.subarray(row * size, (row + 1) * size).join(),
        );
        const ofOneImage = rows.filter((_, row) => row % count === 0);
        expect(new Set(ofOneImage).size).toBe(ofOneImage.length);
        expect(rows.slice(0, count)).toEqual(
          Array.from({ length: Math.min(count, batchSize) }, (_, i) =>
            images.subarray(i * size, (i + 1) * size).join(),
          ),
        );
      },
    ),
  );
});
