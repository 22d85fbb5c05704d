import { expect, test } from 'vitest';
import { colourForm } from './colourForm.js';

/** Red is 10 times the pixel's number, green 200, blue the complement. */
const image = Uint8Array.of(0, 10, 20, 30, 200, 200, 200, 200, 255, 245, 235, 225);

function written(inputSize: number, channels: number): number[] {
  const target = new Uint8Array(channels * inputSize ** 2);
  colourForm(2, { inputSize, channels }).writeImage(image, 0, target, 0);
  return Array.from(target);
}

test('the native form is left alone', () => {
  expect(written(2, 3)).toEqual(Array.from(image));
});

test('every plane is resized by itself', () => {
  expect(written(1, 3)).toEqual([15, 200, 240]);
  const grown = written(4, 3);
  expect(grown.slice(0, 4)).toEqual([0, 3, 8, 10]);
  expect(new Set(grown.slice(16, 32))).toEqual(new Set([200]));
});

test('grey is the brightness of BT.601, before resizing', () => {
  const luma = [0, 1, 2, 3].map((i) =>
    Math.round(0.299 * image[i]! + 0.587 * image[i + 4]! + 0.114 * image[i + 8]!),
  );
  expect(written(2, 1)).toEqual(luma);
});

test('the description says what was done', () => {
  expect(colourForm(32, { inputSize: 224, channels: 3 }).description).toBe(
    'resized to 224 x 224 px (bilinear as in Pillow)',
  );
  expect(colourForm(32, { inputSize: 16, channels: 1 }).description).toBe(
    'resized to 16 x 16 px (bilinear as in Pillow, antialiased), in grey (BT.601)',
  );
});
