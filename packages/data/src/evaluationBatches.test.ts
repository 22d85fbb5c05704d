import type { OpenSplit } from '@convbench/spec';
import { expect, test } from 'vitest';
import { evaluationBatches } from './evaluationBatches.js';

/** Image i has four pixels of value i. */
function splitOf(length: number): OpenSplit {
  return {
    length,
    classes: ['even', 'odd'],
    channels: 1,
    inputSize: 2,
    labels: Uint16Array.from({ length }, (_, i) => i % 2),
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) target.fill(indices[i]!, 4 * i, 4 * i + 4);
    },
  };
}
const normalization = { mean: [0], standardDeviation: [1 / 255] };

/** The numbers of the images of each batch, as its pixels and its labels tell. */
function imagesOf(length: number, batchSize: number, imageCount?: number) {
  return Array.from(
    evaluationBatches(splitOf(length), normalization, batchSize, imageCount),
    ({ images, labels, firstImage, validImages }) => {
      const numbers = Array.from({ length: batchSize }, (_, i) => Math.round(images[4 * i + 3]!));
      expect(Array.from(labels)).toEqual(numbers.map((number) => number % 2));
      return { firstImage, validImages, numbers };
    },
  );
}

test('every image comes once, in order; the last batch is padded and says so', () => {
  expect(imagesOf(7, 3)).toEqual([
    { firstImage: 0, validImages: 3, numbers: [0, 1, 2] },
    { firstImage: 3, validImages: 3, numbers: [3, 4, 5] },
    { firstImage: 6, validImages: 1, numbers: [6, 6, 6] },
  ]);
});

test('a length that is a multiple needs no padding', () => {
  expect(imagesOf(6, 3).map(({ validImages }) => validImages)).toEqual([3, 3]);
});

test('a batch may be larger than the split', () => {
  expect(imagesOf(2, 4)).toEqual([{ firstImage: 0, validImages: 2, numbers: [0, 1, 1, 1] }]);
});

test('a part of the split ends where it was asked to', () => {
  expect(imagesOf(10, 4, 5)).toEqual([
    { firstImage: 0, validImages: 4, numbers: [0, 1, 2, 3] },
    { firstImage: 4, validImages: 1, numbers: [4, 4, 4, 4] },
  ]);
});

test('more images than there are is refused', () => {
  expect(() => imagesOf(3, 2, 4)).toThrow(RangeError);
});
