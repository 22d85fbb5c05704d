/** Images that are decoded while they are read, through the batches that training and evaluation get. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { augmentationSchema, isUserError, type OpenSplit } from '@convbench/spec';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBatchStream } from '../batches/batchStream.js';
import { evaluationBatches } from '../batches/evaluationBatches.js';
import { imageFolderDataset } from './imageFolder.js';

const classes = ['a', 'b', 'c'];
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-files-'));
  await putImages('images', 24, 20);
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

/** Noisy images in `train/CLASS` and `val/CLASS`. */
async function putImages(folder: string, count: number, side: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const path = join(root, folder, i % 4 === 0 ? 'val' : 'train', classes[i % 3]!);
    await mkdir(path, { recursive: true });
    const raw = { width: side, height: side + (i % 5), channels: 3 as const };
    const noise = Uint8Array.from(
      { length: raw.width * raw.height * 3 },
      (_, at) => (at * (2 * i + 3)) >> 3,
    );
    const image = sharp(noise, { raw });
    await writeFile(
      join(path, i % 2 === 0 ? `${i}.png` : `${i}.jpg`),
      await (i % 2 === 0 ? image.png() : image.jpeg()).toBuffer(),
    );
  }
}

const dataset = () => imageFolderDataset({ CONVBENCH_CACHE: join(root, 'cache') });
const form = { inputSize: 16, channels: 3 };
const normalization = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.2, 0.3, 0.4] };

async function open(split: 'train' | 'test', memoryLimitMiB: number, folder = 'images') {
  const options = dataset().options.parse({ path: join(root, folder), memoryLimitMiB });
  return dataset().open(split, options, form);
}

async function trainingBatches(split: OpenSplit, count: number, workers: number, startStep = 0) {
  const augmentation = augmentationSchema.parse([
    { kind: 'random-resized-crop' },
    { kind: 'horizontal-flip' },
    { kind: 'colour-jitter', brightness: 0.4, hue: 0.1 },
  ]);
  const asked = { split, normalization, batchSize: 5, seed: 3, startStep, workers, augmentation };
  const stream = await openBatchStream(asked);
  try {
    const batches = [];
    for (let i = 0; i < count; i++) {
      const { images, labels } = await stream.next();
      batches.push({ images: Array.from(images), labels: Array.from(labels) });
    }
    return batches;
  } finally {
    await stream.dispose();
  }
}

test('training sees the same values as of images in memory, with any number of workers', async () => {
  const kept = await trainingBatches(await open('train', 1), 8, 1);
  const read = await open('train', 0);
  expect(read.source?.module).toContain('fileImages');
  expect(await trainingBatches(read, 8, 1)).toEqual(kept);
  expect(await trainingBatches(read, 3, 2, 5)).toEqual(kept.slice(5));
});

test('evaluation sees the same values as of images in memory', async () => {
  const batches = async (split: OpenSplit) => {
    const all = [];
    for await (const { images, labels, validImages } of evaluationBatches(split, normalization, 4))
      all.push({ images: Array.from(images), labels: Array.from(labels), validImages });
    return all;
  };
  const kept = await batches(await open('test', 1));
  expect(kept.map(({ validImages }) => validImages)).toEqual([4, 2]);
  expect(await batches(await open('test', 0))).toEqual(kept);
});

describe('a file that is no longer what it was', () => {
  test.each([
    ['changed', (path: string) => writeFile(path, 'x'), /4\.png has changed since/],
    ['removed', (path: string) => rm(path), /4\.png was read when .* described, and now is not/],
  ])('%s: ends the stream with what to do', async (name, spoil, message) => {
    await putImages(name, 8, 12);
    const split = await open('test', 0, name);
    const batches = evaluationBatches(split, normalization, 1);
    await spoil(join(root, name, 'val', 'b', '4.png'));
    const error: unknown = await (async () => {
      for await (const batch of batches) expect(batch.validImages).toBe(1);
    })().catch((thrown: unknown) => thrown);
    if (!isUserError(error)) expect.unreachable(String(error));
    expect(error.problem).toMatch(message);
    expect(error.remedy).toContain('run again');
  });
});

test.skipIf(!existsSync('/proc/self/status'))(
  'memory stays far below what the decoded images would take',
  async () => {
    await putImages('many', 400, 8);
    const built = new URL('../../dist/index.js', import.meta.url).href;
    const code = `
      import { readFileSync } from 'node:fs';
      import { evaluationBatches, imageFolder, openBatchStream } from ${JSON.stringify(built)};
      const options = imageFolder.options.parse({
        path: ${JSON.stringify(join(root, 'many'))}, normalization: 'unit', memoryLimitMiB: 1,
      });
      const form = { inputSize: 640, channels: 3 };
      const { normalization } = await imageFolder.info(options, form);
      const split = await imageFolder.open('train', options, form);
      const stream = await openBatchStream({ split, normalization, batchSize: 4, seed: 1, startStep: 0 });
      for (let step = 0; step < 15; step++) await stream.next();
      await stream.dispose();
      const peakKiB = Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
      console.log(JSON.stringify({ peakKiB, decodedKiB: split.length * 3 * 640 * 640 / 1024 }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', code],
      { env: { ...process.env, CONVBENCH_CACHE: join(root, 'cache') }, timeout: 120_000 },
    );
    const { peakKiB, decodedKiB } = JSON.parse(stdout) as { peakKiB: number; decodedKiB: number };
    // Most of it are Node, sharp and three batches of floats.
    expect(peakKiB).toBeLessThan(0.85 * decodedKiB);
  },
  150_000,
);
