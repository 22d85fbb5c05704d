/** Real colour images, from the folder that CONVBENCH_TEST_DATA names. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cifar10,
  evaluationBatches,
  imageFolderDataset,
  normalizeInto,
  openBatchStream,
} from '@convbench/data';
import type { OpenSplit } from '@convbench/spec';
import { afterAll, describe, expect, it } from 'vitest';

const testData = process.env['CONVBENCH_TEST_DATA'];
const cifarFolder = join(testData ?? '', 'cifar10-lossless5k');
const flowersFolder = join(testData ?? '', 'flowers5');

function why(folder: string): string {
  if (!testData) return ' (skipped: CONVBENCH_TEST_DATA names no folder)';
  return existsSync(folder) ? '' : ` (skipped: ${folder} is not there)`;
}

const root = mkdtempSync(join(tmpdir(), 'convbench-colour-'));
afterAll(() => rmSync(root, { recursive: true }));

async function readImages(split: OpenSplit, indices: readonly number[]): Promise<Uint8Array> {
  const target = new Uint8Array(indices.length * split.channels * split.inputSize ** 2);
  await split.read(indices, target);
  return target;
}

const countsOf = (split: OpenSplit) =>
  split.classes.map((_, label) => split.labels.filter((each) => each === label).length);

describe.skipIf(why(cifarFolder) !== '')(`a part of CIFAR-10${why(cifarFolder)}`, () => {
  const options = { path: cifarFolder };
  const { native } = cifar10;

  it('has the counts, labels and moments that its source states', async () => {
    const info = await cifar10.info(options, native);
    expect(info).toMatchObject({ trainImages: 4000, testImages: 1000 });
    expect(info.normalization.mean.map((mean) => mean.toFixed(4))).toEqual([
      '0.4916',
      '0.4818',
      '0.4447',
    ]);
    expect(info.normalization.standardDeviation.map((value) => value.toFixed(4))).toEqual([
      '0.2471',
      '0.2440',
      '0.2625',
    ]);
    const train = await cifar10.open('train', options, native);
    const test = await cifar10.open('test', options, native);
    expect(Array.from(train.labels.subarray(0, 10))).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    expect(Array.from(test.labels.subarray(0, 10))).toEqual([3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
    expect(countsOf(train)).toEqual([396, 366, 420, 384, 422, 393, 414, 385, 407, 413]);
    expect(countsOf(test)).toEqual([103, 89, 100, 103, 90, 86, 112, 102, 106, 109]);
  });

  it('gives normalised batches of mean 0 and deviation 1, made by a worker', async () => {
    const split = await cifar10.open('train', options, native);
    const { normalization } = await cifar10.info(options, native);
    const stream = await openBatchStream({
      split,
      normalization,
      batchSize: 500,
      seed: 1,
      startStep: 0,
    });
    const sums = [0, 1, 2].map(() => ({ sum: 0, squares: 0 }));
    try {
      // One epoch: every image once.
      for (let step = 0; step < 8; step++) {
        const { images } = await stream.next();
        images.forEach((value, i) => {
          const channel = sums[Math.floor(i / 1024) % 3]!;
          channel.sum += value;
          channel.squares += value * value;
        });
      }
    } finally {
      await stream.dispose();
    }
    for (const { sum, squares } of sums) {
      expect(sum / (4000 * 1024)).toBeCloseTo(0, 5);
      expect(squares / (4000 * 1024)).toBeCloseTo(1, 5);
    }
  });
});

interface PillowRow {
  readonly path: string;
  readonly bilinear: PillowResult;
  readonly bicubic: PillowResult;
}
interface PillowResult {
  readonly mean: readonly number[];
  readonly pixels: readonly (readonly number[])[];
}

describe.skipIf(why(flowersFolder) !== '')(`photographs in folders${why(flowersFolder)}`, () => {
  const folder = imageFolderDataset({ CONVBENCH_CACHE: join(root, 'cache') });
  const form = { inputSize: 224, channels: 3 };
  const optionsOf = (own: Record<string, unknown> = {}) =>
    folder.options.parse({ path: flowersFolder, ...own });

  it('are found, decoded and described', async () => {
    const info = await folder.info(optionsOf(), form);
    expect(info).toMatchObject({
      classes: ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'],
      trainImages: 600,
      testImages: 200,
      warnings: [],
    });
    expect(info.preprocessing).toMatch(
      /sharp .* shorter side has 256 px \(bilinear as in Pillow, antialiased\), of which the middle 224 x 224/,
    );
    const test = await folder.open('test', optionsOf(), { ...form, inputSize: 32 });
    expect(countsOf(test)).toEqual([40, 40, 40, 40, 40]);
  });

  it.each(['bilinear', 'bicubic'] as const)(
    'are what torchvision and Pillow make of them, within 1 level (case D16, %s)',
    async (interpolation) => {
      const fixture = new URL('fixtures/cases/D16/pillow-photographs.json', import.meta.url);
      const { rows } = JSON.parse(readFileSync(fixture, 'utf8')) as { rows: PillowRow[] };
      const options = optionsOf({ interpolation, testImages: 200 });
      const split = await folder.open('test', options, form);
      // Images are told apart by their means; each row has its own.
      const plane = 224 * 224;
      const all: { index: number; mean: number[] }[] = [];
      for (let index = 0; index < split.length; index++) {
        const bytes = await readImages(split, [index]);
        const mean = [0, 1, 2].map((channel) => {
          const part = bytes.subarray(channel * plane, (channel + 1) * plane);
          return part.reduce((sum, byte) => sum + byte, 0) / plane;
        });
        all.push({ index, mean });
      }
      for (const row of rows) {
        const { mean, pixels } = row[interpolation];
        const distance = (other: readonly number[]) =>
          Math.max(...mean.map((value, channel) => Math.abs(value - other[channel]!)));
        const matches = all.filter((image) => distance(image.mean) < 0.05);
        expect(matches, row.path).toHaveLength(1);
        const { index } = matches[0]!;
        expect(split.classes[split.labels[index]!]).toBe(row.path.split('/')[1]);
        const bytes = await readImages(split, [index]);
        for (const [x, y, ...rgb] of pixels) {
          for (const [channel, value] of rgb.entries()) {
            const ours = bytes[channel * plane + y! * 224 + x!]!;
            expect(Math.abs(ours - value), `${row.path} at ${x}, ${y}`).toBeLessThanOrEqual(1);
          }
        }
      }
    },
  );

  it('come as batches for evaluation, with a fair share of every class in the first', async () => {
    const options = optionsOf({ testImages: 100, preset: 'caffe' });
    const asked = { ...form, inputSize: 96 };
    const split = await folder.open('test', options, asked);
    const { normalization } = await folder.info(options, asked);
    const { value: batch } = await evaluationBatches(split, normalization, 50, 50).next();
    expect(new Set(batch!.labels).size).toBe(5);
    const bytes = await readImages(split, [0]);
    const first = new Float32Array(bytes.length);
    normalizeInto(bytes, first, normalization, 3, 96 * 96);
    expect(Array.from(batch!.images.subarray(0, bytes.length))).toEqual(Array.from(first));
    // Blue first, in bytes, less Caffe's mean.
    expect(first[0]).toBe(bytes[2 * 96 * 96]! - 104);
  });
});
