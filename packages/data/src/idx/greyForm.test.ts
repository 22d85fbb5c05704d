import { expect, test } from 'vitest';
import { greyForm } from './greyForm.js';

const image = Uint8Array.from({ length: 28 * 28 }, (_, i) => (i * 37) % 256);

function written(inputSize: number, channels: number): Uint8Array {
  const target = new Uint8Array(channels * inputSize * inputSize);
  greyForm(28, { inputSize, channels }).writeImage(image, 0, target, 0);
  return target;
}

test('the native size is left alone', () => {
  expect(written(28, 1)).toEqual(image);
  expect(greyForm(28, { inputSize: 28, channels: 1 }).description).toBe('unchanged');
});

test('28 px become 32 by zeros, not by resizing', () => {
  const padded = written(32, 1);
  expect(padded.subarray(0, 64).every((byte) => byte === 0)).toBe(true);
  expect(padded.subarray(2 * 32 + 2, 2 * 32 + 30)).toEqual(image.subarray(0, 28));
  expect(padded.reduce((sum, byte) => sum + byte, 0)).toBe(
    image.reduce((sum, byte) => sum + byte, 0),
  );
  expect(greyForm(28, { inputSize: 32, channels: 1 }).description).toContain('zero-padded by 2 px');
});

test('three channels are copies', () => {
  const grey = written(40, 1);
  const colour = written(40, 3);
  for (let channel = 0; channel < 3; channel++) {
    expect(colour.subarray(channel * 1600, (channel + 1) * 1600)).toEqual(grey);
  }
});

test('the description says when and how pixels were made', () => {
  expect(greyForm(28, { inputSize: 96, channels: 3 }).description).toBe(
    'resized to 96 x 96 px (bilinear as in Pillow), grey repeated in 3 channels',
  );
  expect(greyForm(28, { inputSize: 16, channels: 1 }).description).toContain('antialiased');
});
