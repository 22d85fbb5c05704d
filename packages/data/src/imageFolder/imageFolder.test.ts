import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { imageFolderDataset } from './imageFolder.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-images-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const form = { inputSize: 8, channels: 3 };
const dataset = () => imageFolderDataset({ CONVBENCH_CACHE: join(root, 'cache') });
const folder = () => join(root, 'images');
const optionsOf = (own: Record<string, unknown> = {}) =>
  dataset().options.parse({ path: folder(), ...own });

const flat = (red: number, green: number, blue: number, width = 12, height = 9) =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } });

async function put(path: string, content: Uint8Array | Promise<Uint8Array>): Promise<void> {
  await mkdir(dirname(join(folder(), path)), { recursive: true });
  await writeFile(join(folder(), path), await content);
}

async function putSmallSet(): Promise<void> {
  await put('train/red/1.png', flat(200, 0, 0).png().toBuffer());
  await put('train/red/2.webp', flat(100, 0, 0).webp({ lossless: true }).toBuffer());
  await put('train/green/1.png', flat(0, 150, 0, 30, 10).png().toBuffer());
  await put('val/green/1.png', flat(0, 50, 0).png().toBuffer());
  await put('val/red/1.gif', flat(255, 0, 0).gif().toBuffer());
}

const info = (own: Record<string, unknown> = {}) => dataset().info(optionsOf(own), form);

/** First pixels of all images, with the names of their classes. */
async function pixels(split: 'train' | 'test', own: Record<string, unknown> = {}) {
  const opened = await dataset().open(split, optionsOf(own), form);
  const bytes = new Uint8Array(opened.length * 192);
  await opened.read(
    Array.from({ length: opened.length }, (_, i) => i),
    bytes,
  );
  return Array.from({ length: opened.length }, (_, i) => {
    const rgb = [0, 64, 128].map((plane) => bytes[192 * i + plane]);
    return `${opened.classes[opened.labels[i]!]} ${rgb.join(' ')}`;
  }).sort();
}

test('images of all formats are decoded, brought to the form and labelled', async () => {
  await putSmallSet();
  expect(await pixels('train')).toEqual(['green 0 150 0', 'red 100 0 0', 'red 200 0 0']);
  expect(await pixels('test')).toEqual(['green 0 50 0', 'red 255 0 0']);
  expect(await info()).toMatchObject({
    classes: ['green', 'red'],
    trainImages: 3,
    testImages: 2,
    warnings: [],
  });
});

test("normalised by itself, it has mean and deviation of its training images' pixels", async () => {
  await putSmallSet();
  const { normalization } = await info({ normalization: 'dataset' });
  expect(normalization.mean.map((mean) => mean * 255)).toEqual([
    expect.closeTo(100),
    expect.closeTo(50),
    expect.closeTo(1 / 255, 1),
  ]);
  expect(normalization.standardDeviation[0]! * 255).toBeCloseTo(Math.sqrt(20000 / 3), 6);
  expect(normalization.standardDeviation[2]! * 255).toBe(1);
  const grey = await dataset().info(optionsOf({ normalization: 'dataset' }), {
    inputSize: 8,
    channels: 1,
  });
  const luma = (0.299 * 300 + 0.587 * 150) / 3;
  expect(grey.normalization.mean[0]! * 255).toBeCloseTo(luma, 0);
});

describe('broken images', () => {
  beforeEach(async () => {
    await putSmallSet();
    await put('train/red/broken.jpg', Buffer.from('this is no image'));
    const jpeg = await flat(0, 9, 0, 64, 64).jpeg().toBuffer();
    await put('val/green/cut.jpg', jpeg.subarray(0, jpeg.length / 2));
  });

  test('are left out, counted and named', async () => {
    const { trainImages, testImages, preprocessing, warnings } = await info();
    expect([trainImages, testImages]).toEqual([3, 2]);
    expect(preprocessing).toContain('; 2 that do not decode are left out.');
    expect(warnings).toHaveLength(1);
    expect(warnings![0]).toMatch(/^Left out, because not decodable: 2 files \(/);
    expect(warnings![0]).toContain('train/red/broken.jpg: Input buffer contains unsupported');
    expect(warnings![0]).toContain('val/green/cut.jpg: ');
    expect(await pixels('train')).toHaveLength(3);
    expect(await pixels('test')).toEqual(['green 0 50 0', 'red 255 0 0']);
  });

  test('change the checksum only by what they leave', async () => {
    const { checksum } = await info();
    await rm(join(folder(), 'train/red/broken.jpg'));
    expect((await info()).checksum).toBe(checksum);
  });

  test('alone are no split', async () => {
    await rm(join(folder(), 'val'), { recursive: true });
    await put('val/green/broken.jpg', Buffer.from('x'));
    await expect(pixels('test')).rejects.toThrow('no test image that can be used');
    await rm(join(folder(), 'train'), { recursive: true });
    await put('val/red/broken.jpg', Buffer.from('x'));
    await expect(info()).rejects.toThrow('no image that can be used');
  });
});

test('what is odd about classes and images is told, with names', async () => {
  await putSmallSet();
  await put('train/Red/1.png', flat(9, 0, 0).png().toBuffer());
  await put('val/green/again.png', flat(200, 0, 0).png().toBuffer());
  await mkdir(join(folder(), 'train/none'), { recursive: true });
  await put('train/red/notes.txt', Buffer.from('x'));
  expect((await info()).warnings).toEqual([
    'Without any image: 1 class (none).',
    'Without test image: 1 class (Red).',
    'Perhaps one class under several names: 1 class (Red = red).',
    'Not used, because no images by their names: 1 file (train/red/notes.txt).',
    'Among both the training and the test images: 1 file (val/green/again.png = train/red/1.png).',
    'The same image in two classes: 1 file (val/green/again.png = train/red/1.png).',
  ]);
});

test('the checksum follows content, labels and classes, not the form', async () => {
  await putSmallSet();
  const { checksum } = await info();
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  const larger = await dataset().info(optionsOf({ preset: 'caffe' }), {
    inputSize: 16,
    channels: 1,
  });
  expect(larger.checksum).toBe(checksum);
  await mkdir(join(folder(), 'train/blue'), { recursive: true });
  const withClass = (await info()).checksum;
  await put('val/red/1.gif', flat(254, 0, 0).gif().toBuffer());
  expect(new Set([checksum, withClass, (await info()).checksum]).size).toBe(3);
});

test('the record names the rules of decoding and counts what is unusual (cases D01, D04, D05)', async () => {
  await putSmallSet();
  for (const [id, name] of [
    ['D01', 'orientation6.jpg'],
    ['D02', 'cmyk_red.jpg'],
    ['D04', 'grey_alpha.png'],
    ['D05', 'three_frames.gif'],
  ] as const)
    await copyFile(
      new URL(`../../../../test/fixtures/cases/${id}/${name}`, import.meta.url),
      join(folder(), 'train/red', name),
    );
  const { preprocessing } = await info();
  expect(preprocessing).toMatch(
    /to eight-bit RGB: first frame, colour profiles ignored, orientation as stored, the colour under transparency kept \(1 with an EXIF rotation, 1 animated, 1 CMYK, \d with transparency\)\./,
  );
  expect(preprocessing).toMatch(/^Training images from train\/, test images from val\/\./);
  const other = await info({ rotate: 'upright', transparency: 'white' });
  expect(other.preprocessing).toContain('upright by EXIF, laid over white');
  // 16 x 8 px stored: its left half is red; upright it is its upper half.
  const only = { trainImages: 7, resize: 'exact', resizeTo: 8 };
  const stored = await dataset().open('train', optionsOf(only), form);
  const upright = await dataset().open('train', optionsOf({ ...only, rotate: 'upright' }), form);
  const read = async (opened: typeof stored) => {
    const bytes = new Uint8Array(opened.length * 192);
    await opened.read(
      Array.from({ length: opened.length }, (_, i) => i),
      bytes,
    );
    return bytes;
  };
  const [a, b] = [await read(stored), await read(upright)];
  const differing = Array.from({ length: 7 }, (_, i) => i).filter(
    (i) =>
      !Buffer.from(a.subarray(192 * i, 192 * i + 192)).equals(b.subarray(192 * i, 192 * i + 192)),
  );
  expect(differing).toHaveLength(1);
});

describe('a memory limit', () => {
  test('changes neither images nor what is said about them', async () => {
    await putSmallSet();
    for (const split of ['train', 'test'] as const) {
      expect(await pixels(split, { memoryLimitMiB: 0 })).toEqual(await pixels(split));
    }
    expect(await info({ memoryLimitMiB: 0 })).toEqual(await info());
  });

  test('decides by the bytes of a split in its form', async () => {
    await putSmallSet();
    const large = { inputSize: 700, channels: 3 };
    // Three training images of 1.4 MiB, two test images.
    const moduleOf = async (split: 'train' | 'test', memoryLimitMiB: number) => {
      const opened = await dataset().open(split, optionsOf({ memoryLimitMiB }), large);
      return opened.source?.module;
    };
    expect(await moduleOf('train', 4)).toContain('fileImages');
    expect(await moduleOf('train', 5)).toContain('sharedImages');
    expect(await moduleOf('test', 4)).toContain('sharedImages');
  });
});

test('check looks at the layout only and says what is there', async () => {
  await putSmallSet();
  expect(await dataset().check(optionsOf())).toMatchObject({ found: true, location: folder() });
  const status = await dataset().check(dataset().options.parse({}));
  if (status.found) expect.unreachable('no folder was named');
  expect(status.remedy).toContain('option path');
});
