import type { OpenSplit } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { evaluationBatches } from './evaluationBatches.js';
import { sharedImagesSource } from '../sharedImages.js';

/** Image i has four pixels of value i. */
function splitOf(length: number): OpenSplit {
  return {
    length,
    classes: ['even', 'odd'],
    channels: 1,
    inputSize: 2,
    labels: Uint16Array.from({ length }, (_, i) => i % 2),
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) target.fill(indices[i]!, 4 * i, 4 * i + 4);
    },
  };
}
const normalization = { mean: [0], standardDeviation: [1 / 255] };

/** The numbers of the images of each batch, as its pixels and its labels tell. */
async function imagesOf(split: OpenSplit, batchSize: number, imageCount?: number) {
  const found = [];
  for await (const batch of evaluationBatches(split, normalization, batchSize, imageCount)) {
    const { images, labels, firstImage, validImages } = batch;
    const numbers = Array.from({ length: batchSize }, (_, i) => Math.round(images[4 * i + 3]!));
    expect(Array.from(labels)).toEqual(numbers.map((number) => number % 2));
    found.push({ firstImage, validImages, numbers });
  }
  return found;
}

/** With a source for worker threads, from which image i has pixels of value i too. */
function sharedSplitOf(length: number): OpenSplit {
  const bytes = new Uint8Array(new SharedArrayBuffer(4 * length));
  bytes.forEach((_, i) => (bytes[i] = Math.floor(i / 4)));
  const read = () => expect.unreachable('there is a source');
  return { ...splitOf(length), read, source: sharedImagesSource({ bytes, bytesPerImage: 4 }) };
}

describe.each([
  ['read directly', splitOf],
  ['made by workers', sharedSplitOf],
])('batches %s', (_way, split) => {
  test('hold every image once, in order; the last is padded and says so', async () => {
    expect(await imagesOf(split(7), 3)).toEqual([
      { firstImage: 0, validImages: 3, numbers: [0, 1, 2] },
      { firstImage: 3, validImages: 3, numbers: [3, 4, 5] },
      { firstImage: 6, validImages: 1, numbers: [6, 6, 6] },
    ]);
  });

  test('need no padding where the length is a multiple', async () => {
    const batches = await imagesOf(split(6), 3);
    expect(batches.map(({ validImages }) => validImages)).toEqual([3, 3]);
  });

  test('end where they were asked to', async () => {
    expect(await imagesOf(split(10), 4, 5)).toEqual([
      { firstImage: 0, validImages: 4, numbers: [0, 1, 2, 3] },
      { firstImage: 4, validImages: 1, numbers: [4, 4, 4, 4] },
    ]);
  });

  test('are as many as there are', async () => {
    const batches = await imagesOf(split(200), 3);
    expect(batches.map(({ firstImage }) => firstImage / 3)).toEqual([...batches.keys()]);
    expect(batches).toHaveLength(67);
  });

  test('more images than there are is refused', async () => {
    await expect(imagesOf(split(3), 2, 4)).rejects.toThrow(RangeError);
  });
});

test('a batch may be larger than the split', async () => {
  expect(await imagesOf(splitOf(2), 4)).toEqual([
    { firstImage: 0, validImages: 2, numbers: [0, 1, 1, 1] },
  ]);
});

test('a caller who leaves the loop leaves no worker behind', async () => {
  const workers = () => (process.report.getReport() as { workers: unknown[] }).workers.length;
  // Test files share a process, in which the oracle keeps threads for its products.
  const before = workers();
  let meanwhile = 0;
  for await (const batch of evaluationBatches(sharedSplitOf(100), normalization, 2)) {
    if (batch.firstImage < 4) continue;
    meanwhile = workers();
    break;
  }
  expect([meanwhile > before, workers()]).toEqual([true, before]);
});
