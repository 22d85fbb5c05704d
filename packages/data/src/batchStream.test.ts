import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { BatchStream, OpenSplit } from '@convbench/spec';
import { afterEach, describe, expect, test } from 'vitest';
import { openBatchStream } from './batchStream.js';
import { shapes } from './shapes/shapes.js';
import { sharedImagesSource } from './sharedImages.js';
import { WorkerBatchStream, type BatchWork } from './workerBatchStream.js';

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
  options: { batchSize: number; startStep?: number; seed?: number; sharedBytesLimit?: number },
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

test('both ways give the same batches of real images', async () => {
  const form = { inputSize: 16, channels: 3 };
  const options = shapes.options.parse({ trainImages: 300, testImages: 1 });
  const split = await shapes.open('train', options, form);
  const { normalization: own } = await shapes.info(options, form);
  const both = ways.map(async ({ sharedBytesLimit }) => {
    const limit = sharedBytesLimit === undefined ? {} : { sharedBytesLimit };
    const opened = await openBatchStream({
      split,
      normalization: own,
      batchSize: 32,
      seed: 5,
      startStep: 3,
      ...limit,
    });
    open.push(opened);
    return take(opened, 12);
  });
  const [worker, direct] = await Promise.all(both);
  expect(worker).toEqual(direct);
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

describe('a worker', () => {
  const work = {
    plan: {
      channels: 1,
      inputSize: 1,
      normalization: { mean: [0], standardDeviation: [1] },
      batchSize: 1,
      order: { kind: 'shuffled', length: 1, seed: 1, augmentation: [] },
    },
    source: sharedImagesSource({
      bytes: new Uint8Array(new SharedArrayBuffer(1)),
      bytesPerImage: 1,
    }),
    labels: new Uint16Array(1),
    startStep: 0,
    batches: Infinity,
    workers: 1,
  } satisfies BatchWork;

  async function withWorker(code: string, use: (stream: WorkerBatchStream) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), 'convbench-worker-'));
    const file = join(folder, 'worker.mjs');
    await writeFile(file, code);
    const running = new WorkerBatchStream(work, pathToFileURL(file));
    try {
      await use(running);
    } finally {
      await running.dispose();
      await rm(folder, { recursive: true });
    }
  }

  test('that throws rejects this and every later call', async () => {
    await withWorker('throw new Error("no more images")', async (running) => {
      await expect(running.next()).rejects.toThrow('no more images');
      await expect(running.next()).rejects.toThrow('no more images');
    });
  });

  test('that ends rejects', async () => {
    await withWorker('process.exit(3)', async (running) => {
      await expect(running.next()).rejects.toThrow('ended with code 3');
    });
  });

  test('whose plan is impossible rejects with its error', async () => {
    const plan = { ...work.plan, order: { ...work.plan.order, length: 0 } };
    const impossible = new WorkerBatchStream({ ...work, plan });
    open.push(impossible);
    await expect(impossible.next()).rejects.toThrow('at least one image');
  });

  test('that is disposed while somebody waits rejects that call', async () => {
    await withWorker('setInterval(() => {}, 1000)', async (running) => {
      const waiting = expect(running.next()).rejects.toThrow('disposed');
      await running.dispose();
      await waiting;
    });
  });

  test('that was never built is reported with the command that builds it', () => {
    expect(() => new WorkerBatchStream(work, new URL('./absent.js', import.meta.url))).toThrow(
      /absent\.js is not there.*npx tsc -b/,
    );
  });

  test('keeps the process alive only while a batch is awaited', async () => {
    const built = new URL('../dist/index.js', import.meta.url).href;
    const code = `
      import { openBatchStream, shapes } from ${JSON.stringify(built)};
      const options = shapes.options.parse({ trainImages: 20, testImages: 1 });
      const form = { inputSize: 16, channels: 1 };
      const split = await shapes.open('train', options, form);
      const { normalization } = await shapes.info(options, form);
      const stream = await openBatchStream({ split, normalization, batchSize: 8, seed: 1, startStep: 0 });
      for (let i = 0; i < 20; i++) await stream.next();
      console.log('twenty batches');`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', code],
      { timeout: 30_000 },
    );
    expect(stdout).toContain('twenty batches');
  });
});
