import { expect, it } from 'vitest';
import { fillBatch } from './referenceImages.js';

it('goes round where there are fewer images than the batch takes', () => {
  const images = Float32Array.of(1, 10, 2, 20, 3, 30);
  expect([...fillBatch(images, 3, 5)]).toEqual([1, 10, 2, 20, 3, 30, 1, 10, 2, 20]);
  expect([...fillBatch(images, 3, 2, 2)]).toEqual([3, 30, 1, 10]);
});
