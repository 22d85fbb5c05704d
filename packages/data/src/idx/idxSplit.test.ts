import { expect, test } from 'vitest';
import { idxSplit } from './idxSplit.js';

const facts = { classes: ['a', 'b', 'c'], size: 2 };
const native = { inputSize: 2, channels: 1 };

const images = (count: number, height = 2, width = 2) => ({
  path: 'images',
  bytes: Uint8Array.of(
    ...[0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, height, 0, 0, 0, width],
    ...Array.from({ length: count * height * width }, (_, i) => i),
  ),
});
const labels = (...values: number[]) => ({
  path: 'labels',
  bytes: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, values.length, ...values),
});

test('images are read by number, in any order, repeatedly, in the asked form', () => {
  const split = idxSplit(images(3), labels(2, 0, 1), facts, native);
  expect(split).toMatchObject({ length: 3, classes: facts.classes, channels: 1, inputSize: 2 });
  expect(Array.from(split.labels)).toEqual([2, 0, 1]);
  const target = new Uint8Array(12);
  split.read([2, 0, 2], target);
  expect(Array.from(target)).toEqual([8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);

  const colour = idxSplit(images(3), labels(2, 0, 1), facts, { inputSize: 1, channels: 3 });
  const means = new Uint8Array(6);
  colour.read([1, 0], means);
  // Means of 4..7 and of 0..3, rounded half up.
  expect(Array.from(means)).toEqual([6, 6, 6, 2, 2, 2]);
});

test('an image number outside is refused', () => {
  const split = idxSplit(images(3), labels(2, 0, 1), facts, native);
  for (const index of [3, -1, NaN]) {
    expect(() => split.read([index], new Uint8Array(4))).toThrow(RangeError);
  }
});

test.each([
  ['a label that is no class', images(3), labels(0, 3, 1), /labels .*0 to 2, found 3 at image 1/],
  ['fewer labels than images', images(3), labels(0, 1), /labels .*3 labels, found 2/],
  ['images of another size', images(3, 4, 1), labels(0, 1, 2), /images .*2 x 2, found 4 x 1/],
  [
    'files in the wrong order',
    labels(0, 1, 2),
    images(3),
    /3 dimension.*found unsigned byte .* with 1/,
  ],
])('%s is refused with both values', (_what, imageFile, labelFile, message) => {
  expect(() => idxSplit(imageFile, labelFile, facts, native)).toThrow(message);
});
