import { expect, test } from 'vitest';
import { momentsOfSums, normalizeInto } from './normalization.js';

test('each channel gets its own mean and deviation, image after image', () => {
  const normalization = { mean: [0.5, 0.2], standardDeviation: [0.25, 0.1] };
  const bytes = Uint8Array.of(0, 255, 51, 102, 255, 0, 0, 255);
  const target = new Float32Array(8);
  normalizeInto(bytes, target, normalization, 2, 2);
  const expected = [-2, 2, 0, 2, 2, -2, -2, 8];
  expected.forEach((value, i) => expect(target[i]).toBeCloseTo(value, 5));
});

test('a network that wants BGR in the range of bytes gets it, with means in its own order', () => {
  // Two images of one pixel; Caffe's means of blue, green, red.
  const normalization = {
    mean: [104, 117, 123],
    standardDeviation: [1, 1, 1],
    scale: 1,
    channelOrder: 'bgr',
  } as const;
  const target = new Float32Array(6);
  normalizeInto(Uint8Array.of(255, 128, 0, 1, 2, 3), target, normalization, 3, 1);
  expect(Array.from(target)).toEqual([-104, 11, 132, -101, -115, -122]);
});

test('sizes that do not fit are refused', () => {
  const one = { mean: [0], standardDeviation: [1] };
  expect(() => normalizeInto(new Uint8Array(5), new Float32Array(5), one, 1, 2)).toThrow('5 bytes');
  expect(() => normalizeInto(new Uint8Array(4), new Float32Array(3), one, 1, 2)).toThrow(
    '3 values',
  );
  expect(() => normalizeInto(new Uint8Array(6), new Float32Array(6), one, 3, 2)).toThrow(
    '3 channels',
  );
});

test('moments follow from sums', () => {
  // Bytes 0, 255, 255, 0: mean a half, deviation a half.
  const { mean, standardDeviation } = momentsOfSums(510, 2 * 255 ** 2, 4);
  expect(mean).toBe(0.5);
  expect(standardDeviation).toBe(0.5);
});
