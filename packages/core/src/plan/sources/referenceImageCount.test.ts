import { expect, it } from 'vitest';
import { referenceImageCount } from './referenceImageCount.js';

it.each([
  [28, 4],
  [64, 4],
  [65, 2],
  [159, 2],
  [160, 1],
  [331, 1],
])('at %d px the interpreter computes %d images', (inputSize, count) => {
  expect(referenceImageCount(inputSize)).toBe(count);
});
