import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { OpenSource } from '@convbench/spec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileImages } from './fileImages.js';
import { openImages, type ImageLabels } from './openImages.js';
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
  return { path, sha256: createHash('sha256').update(file).digest('hex') };
}

async function putMany(): Promise<{ images: FileImages; described: ImageLabels }> {
  const files = await Promise.all(Array.from({ length: 40 }, (_, i) => put(`${i}.png`, 5 * i)));
  const labels = Uint16Array.from({ length: 40 }, (_, i) => i % 3);
  return {
    images: { root, files, preprocessing, rules },
    described: { classes: ['a', 'b', 'c'], labels },
  };
}

const ways = [
  { way: 'kept in memory', limit: 40 * 12 },
  { way: 'decoded when read', limit: 40 * 12 - 1 },
];

describe.each(ways)('images $way', ({ limit }) => {
  test('are in their order and are read by number', async () => {
    const { images, described } = await putMany();
    const split = await openImages(images, described, limit);
    expect(split).toMatchObject({ ...described, length: 40, channels: 3, inputSize: 2 });
    const target = new Uint8Array(36);
    await split.read([39, 7, 39], target);
    expect([target[0], target[12], target[24], target[4]]).toEqual([195, 35, 195, 0]);
    for (const index of [40, -1, NaN]) {
      await expect((async () => split.read([index], target))()).rejects.toThrow(RangeError);
    }
  });

  test('are given to worker threads in the same bytes', async () => {
    const { images, described } = await putMany();
    const split = await openImages(images, described, limit);
    const { openSource } = (await import(split.source!.module)) as { openSource: OpenSource };
    const reader = await openSource(structuredClone(split.source!.data) as never);
    const all = Array.from({ length: 40 }, (_, i) => i);
    const [own, others] = [new Uint8Array(480), new Uint8Array(480)];
    await split.read(all, own);
    await reader.read(all, others);
    expect(own.some((byte) => byte > 0)).toBe(true);
    expect(others).toEqual(own);
  });

  test('whose file is not what it was are refused', async () => {
    const { images, described } = await putMany();
    await put('8.png', 3);
    const reading = openImages(images, described, limit).then((split) =>
      split.read([7, 8, 9], new Uint8Array(36)),
    );
    await expect(reading).rejects.toThrow(/8\.png has changed since the data set was described/);
  });
});

test('progress is told while all are decoded, and nothing is decoded that is not read', async () => {
  const { images, described } = await putMany();
  const messages: string[] = [];
  const listen = ({ message }: { message: string }) => messages.push(message);
  await openImages(images, described, 480, listen);
  expect(messages).toHaveLength(40);
  expect(messages.at(-1)).toBe('decoding images: 40 of 40');
  messages.length = 0;
  await rm(join(root, '8.png'));
  const split = await openImages(images, described, 479, listen);
  expect(messages).toEqual([]);
  await split.read([7], new Uint8Array(12));
});
