import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openImages } from './openImages.js';
import { imageFolderOptionsSchema } from './options.js';
import { preprocessingOf } from './preprocessing.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-open-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const rules = { rotate: 'stored', transparency: 'keep' } as const;
const preprocessing = preprocessingOf(imageFolderOptionsSchema.parse({ resizeTo: 2 }), {
  inputSize: 2,
  channels: 3,
});

async function put(path: string, red: number) {
  const background = { r: red, g: 0, b: 0 };
  const file = await sharp({ create: { width: 4, height: 4, channels: 3, background } })
    .png()
    .toBuffer();
  await writeFile(join(root, path), file);
  return { path, label: red % 3, sha256: createHash('sha256').update(file).digest('hex') };
}

test('many images are in their order, with progress, and are read by number', async () => {
  const images = await Promise.all(Array.from({ length: 40 }, (_, i) => put(`${i}.png`, 5 * i)));
  const messages: string[] = [];
  const split = await openImages(root, images, ['a', 'b', 'c'], preprocessing, rules, (step) =>
    messages.push(step.message),
  );
  expect(messages).toHaveLength(40);
  expect(messages.at(-1)).toBe('decoding images: 40 of 40');
  expect(Array.from(split.labels)).toEqual(images.map(({ label }) => label));
  const target = new Uint8Array(36);
  split.read([39, 7, 39], target);
  expect([target[0], target[12], target[24], target[4]]).toEqual([195, 35, 195, 0]);
  for (const index of [40, -1, NaN]) expect(() => split.read([index], target)).toThrow(RangeError);
});

test('a file that is not what it was is refused', async () => {
  const images = [await put('a.png', 1), await put('b.png', 2)];
  await put('b.png', 3);
  await expect(openImages(root, images, ['a', 'b'], preprocessing, rules)).rejects.toThrow(
    /b\.png has changed since the data set was described/,
  );
});
