import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodeThumbnail } from './thumbnail.js';

const pixelsOf = async (webp: Uint8Array) => {
  const { data, info } = await sharp(webp)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, first: [...data.subarray(0, 3)] };
};

it('keeps the colours of the three channels', async () => {
  const pixels = new Uint8Array(3 * 32 * 32);
  pixels.fill(200, 0, 1024).fill(100, 1024, 2048).fill(30, 2048);
  const { width, height, first } = await pixelsOf(await encodeThumbnail(pixels, 3, 32));
  expect([width, height]).toEqual([32, 32]);
  [200, 100, 30].forEach((value, at) => expect(Math.abs(first[at]! - value)).toBeLessThan(8));
});

it('is grey for one channel, and small', async () => {
  const webp = await encodeThumbnail(new Uint8Array(299 * 299).fill(128), 1, 299);
  const { width, first } = await pixelsOf(webp);
  expect(width).toBe(64);
  expect(Math.max(...first) - Math.min(...first)).toBeLessThan(3);
  expect(webp.length).toBeLessThan(500);
});
