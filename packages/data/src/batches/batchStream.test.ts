import { augmentationSchema, type BatchStream, type OpenSplit } from '@convbench/spec';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBatchStream, type BatchStreamOptions } from './batchStream.js';
import { shapes } from '../shapes/shapes.js';

const open: BatchStream[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.dispose()));
});

/** Image i has two channels of one pixel: i and 255 - i. */
const numbered: OpenSplit = {
  length: 10,
  classes: Array.from({ length: 10 }, (_, i) => `class ${i}`),
  channels: 2,
  inputSize: 1,
  labels: Uint16Array.from({ length: 10 }, (_, i) => 9 - i),
  read(indices, target) {
    for (let i = 0; i < indices.length; i++) target.set([indices[i]!, 255 - indices[i]!], 2 * i);
  },
};
const normalization = { mean: [0, 1], standardDeviation: [1 / 255, -1 / 255] };

async function stream(
  split: OpenSplit,
  options: Partial<BatchStreamOptions> & { batchSize: number },
) {
  const opened = await openBatchStream({ split, normalization, seed: 1, startStep: 0, ...options });
  open.push(opened);
  return opened;
}

async function take(from: BatchStream, count: number) {
  const batches = [];
  for (let i = 0; i < count; i++) {
    const { images, labels } = await from.next();
    batches.push({ images: Array.from(images), labels: Array.from(labels) });
  }
  return batches;
}

const ways = [{ way: 'made by a worker' }, { way: 'read directly', sharedBytesLimit: 0 }];

describe.each(ways)('batches $way', ({ sharedBytesLimit }) => {
  const limit = sharedBytesLimit === undefined ? {} : { sharedBytesLimit };

  test('are full, run over the end of an epoch, and hold every image once an epoch', async () => {
    const batches = await take(await stream(numbered, { batchSize: 4, ...limit }), 15);
    const labels = batches.flatMap((batch) => batch.labels);
    expect(labels).toHaveLength(60);
    for (let epoch = 0; epoch < 6; epoch++) {
      const inEpoch = labels.slice(10 * epoch, 10 * epoch + 10).sort((a, b) => a - b);
      expect(inEpoch).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  test('pair each image with its own label and normalise each channel', async () => {
    for (const { images, labels } of await take(
      await stream(numbered, { batchSize: 3, ...limit }),
      5,
    )) {
      labels.forEach((label, i) => {
        expect(images[2 * i]).toBeCloseTo(9 - label, 4);
        expect(images[2 * i + 1]).toBeCloseTo(9 - label, 4);
      });
    }
  });

  test('that start at step k go on exactly as those that were advanced k steps', async () => {
    const whole = await take(await stream(numbered, { batchSize: 4, ...limit }), 12);
    for (const startStep of [1, 5, 7]) {
      const rest = await take(await stream(numbered, { batchSize: 4, startStep, ...limit }), 5);
      expect(rest).toEqual(whole.slice(startStep, startStep + 5));
    }
  });

  test('may be larger than the split', async () => {
    const [batch] = await take(await stream(numbered, { batchSize: 25, ...limit }), 1);
    expect(new Set(batch!.labels.slice(0, 10)).size).toBe(10);
    expect(new Set(batch!.labels.slice(10, 20)).size).toBe(10);
  });
});

describe('batches of real images', () => {
  const augmentation = augmentationSchema.parse([
    { kind: 'random-resized-crop' },
    { kind: 'random-crop', padding: 2 },
    { kind: 'horizontal-flip' },
    { kind: 'colour-jitter', brightness: 0.4, saturation: 0.4, hue: 0.1 },
    { kind: 'cutout', size: 5 },
  ]);
  const form = { inputSize: 16, channels: 3 };
  const options = shapes.options.parse({ trainImages: 100, testImages: 1 });
  const colours = { normalization: { mean: [0.4, 0.5, 0.6], standardDeviation: [0.2, 0.3, 0.4] } };

  let split: OpenSplit;
  beforeAll(async () => {
    split = await shapes.open('train', options, form);
  });

  async function batches(count: number, own: Partial<BatchStreamOptions>) {
    return take(await stream(split, { batchSize: 16, seed: 5, ...colours, ...own }), count);
  }

  test.each([{ augmentation: [] }, { augmentation }])(
    'are the same however they are made and wherever they begin: $augmentation.length rules',
    async (own) => {
      const whole = await batches(15, { ...own, workers: 1 });
      expect(await batches(15, { ...own, workers: 2 })).toEqual(whole);
      expect(await batches(12, { ...own, workers: 3, startStep: 3 })).toEqual(whole.slice(3));
      expect(await batches(5, { ...own, workers: 2, startStep: 10 })).toEqual(whole.slice(10));
      expect(await batches(10, { ...own, startStep: 5, sharedBytesLimit: 0 })).toEqual(
        whole.slice(5),
      );
    },
  );

  test('are others with augmentation, of the same images', async () => {
    const plain = await batches(2, {});
    const augmented = await batches(2, { augmentation });
    expect(augmented.map(({ labels }) => labels)).toEqual(plain.map(({ labels }) => labels));
    expect(augmented[0]!.images).not.toEqual(plain[0]!.images);
  });
});

test('mixed images are the weighted sums of those that would be there, with both labels', async () => {
  const plain = await stream(numbered, { batchSize: 4 });
  const weights = [];
  for (const sharedBytesLimit of [0, 1000]) {
    const mixed = await stream(numbered, { batchSize: 4, mixup: { alpha: 0.4 }, sharedBytesLimit });
    const again = await stream(numbered, { batchSize: 4, mixup: { alpha: 0.4 }, startStep: 1 });
    const [first, second] = [await mixed.next(), await mixed.next()].map(({ mix }) => mix!.weight);
    expect((await again.next()).mix!.weight).toBe(second);
    weights.push([first, second]);
  }
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]![0]).not.toBe(weights[0]![1]);

  const { images, labels, mix } = await plain.next();
  expect(mix).toBeUndefined();
  const mixed = await (await stream(numbered, { batchSize: 4, mixup: { alpha: 0.4 } })).next();
  const weight = mixed.mix!.weight;
  labels.forEach((label, i) => {
    const other = (i + 3) % 4;
    expect(mixed.labels[i]).toBe(label);
    expect(mixed.mix!.labels[i]).toBe(labels[other]);
    const expected = weight * images[2 * i]! + (1 - weight) * images[2 * other]!;
    expect(mixed.images[2 * i]).toBeCloseTo(expected, 3);
  });
});

test('another seed gives another order', async () => {
  const first = await take(await stream(numbered, { batchSize: 10, seed: 1 }), 1);
  expect(await take(await stream(numbered, { batchSize: 10, seed: 2 }), 1)).not.toEqual(first);
});

test('a batch keeps its values until the next one is asked for', async () => {
  const running = await stream(numbered, { batchSize: 4 });
  const { images } = await running.next();
  const before = Array.from(images);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(Array.from(images)).toEqual(before);
  // onnxruntime refuses tensors over shared memory.
  expect(images.buffer).toBeInstanceOf(ArrayBuffer);
});

test('a split that cannot be read rejects the opening', async () => {
  const broken = {
    ...numbered,
    read() {
      throw new Error('bad sector');
    },
  };
  await expect(stream(broken, { batchSize: 4 })).rejects.toThrow('bad sector');
});

test('after dispose nothing is given and nobody waits for ever', async () => {
  const running = await stream(numbered, { batchSize: 4 });
  await running.next();
  await running.dispose();
  await expect(running.next()).rejects.toThrow('disposed');
});
