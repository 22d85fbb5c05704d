/**
 * How many images a second the batches of a training hold, with nothing to wait for them: more than a network trains,
 * or the data bounds the training.
 *
 *   npm run bench:data -- [--json] [--seconds 4] [--rounds 5] [--workers 1,2]
 *
 *   data/fashion-mnist-32/*   Fashion-MNIST at 32 px in batches of 128, from memory: random crop with padding 4, flip
 *   data/flowers-224/*        JPEG photographs at 224 px in batches of 32, decoded while they are read (memoryLimitMiB 0)
 *   data/flowers-224-augmented/*   the same with random resized crop and flip
 *
 * The photographs are those of `flowers5` in the folder that CONVBENCH_TEST_DATA names; without it, and without
 * Fashion-MNIST on this machine, the rest is measured and what is left out is said. With each number of workers: the
 * median of rounds that take turns, in random order; and the processor time of an image, over all threads, which says
 * what the data takes away from a training on a machine whose cores are all busy.
 *
 * --json prints one line per figure: {name, value, unit, minimum, maximum, samples}.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fashionMnist, imageFolder, openBatchStream } from '@convbench/data';
import { augmentationSchema } from '@convbench/spec';
import { median } from '@convbench/statistics';

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    workers: { type: 'string', default: '1,2' },
  },
});
const seconds = Number(args.seconds);
const rounds = Number(args.rounds);
const workerCounts = args.workers.split(',').map(Number);

const flip = { kind: 'horizontal-flip' };
const flowers = join(process.env.CONVBENCH_TEST_DATA ?? '', 'flowers5');
const photographs = {
  dataset: imageFolder,
  form: { inputSize: 224, channels: 3 },
  batchSize: 32,
  options: { path: flowers, memoryLimitMiB: 0 },
};
const streams = [
  {
    name: 'data/fashion-mnist-32',
    dataset: fashionMnist,
    form: { inputSize: 32, channels: 1 },
    batchSize: 128,
    options: {},
    augmentation: [{ kind: 'random-crop', padding: 4 }, flip],
  },
  { ...photographs, name: 'data/flowers-224', augmentation: [] },
  {
    ...photographs,
    name: 'data/flowers-224-augmented',
    augmentation: [{ kind: 'random-resized-crop' }, flip],
  },
];

for (const stream of streams) {
  const options = stream.dataset.options.parse(stream.options);
  const status =
    stream.dataset === imageFolder && !existsSync(flowers)
      ? { found: false, reason: 'CONVBENCH_TEST_DATA names no folder with flowers5.' }
      : await stream.dataset.check(options);
  if (!status.found) {
    console.error(`${stream.name} is left out: ${status.reason}`);
    continue;
  }
  await measure(stream, options);
}

async function measure({ name, dataset, form, batchSize, augmentation }, options) {
  const { normalization } = await dataset.info(options, form);
  const split = await dataset.open('train', options, form);
  const results = new Map(workerCounts.map((workers) => [workers, { rate: [], cpu: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const workers of shuffled(workerCounts)) {
      const batches = await openBatchStream({
        split,
        normalization,
        batchSize,
        seed: round,
        startStep: 0,
        augmentation: augmentationSchema.parse(augmentation),
        workers,
      });
      const { rate, cpu } = results.get(workers);
      const sample = await timed(batches, batchSize, workers);
      rate.push(sample.imagesPerSecond);
      cpu.push(sample.cpuMsPerImage);
      await batches.dispose();
    }
  }
  for (const [workers, { rate, cpu }] of results) {
    report(`${name}/workers-${workers}`, rate, 'images/s');
    report(`${name}/workers-${workers}/cpu`, cpu, 'ms/image');
  }
}

/** Batches are taken as fast as they come, after those that were made while the workers started. */
async function timed(batches, batchSize, workers) {
  for (let i = 0; i < 2 * workers + 2; i += 1) await batches.next();
  const cpu = process.cpuUsage();
  const start = performance.now();
  let images = 0;
  let elapsedMs = 0;
  while (elapsedMs < 1000 * seconds) {
    await batches.next();
    images += batchSize;
    elapsedMs = performance.now() - start;
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    imagesPerSecond: (1000 * images) / elapsedMs,
    cpuMsPerImage: (user + system) / 1000 / images,
  };
}

function shuffled(items) {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function report(name, samples, unit) {
  const [value, minimum, maximum] = [median(samples), Math.min(...samples), Math.max(...samples)];
  if (args.json) {
    console.log(JSON.stringify({ name, value, unit, minimum, maximum, samples: samples.length }));
    return;
  }
  const [middle, low, high] = [value, minimum, maximum].map((number) =>
    Number(number.toPrecision(4)),
  );
  console.log(`${name}: ${middle} ${unit} (${low} to ${high}, ${samples.length} rounds)`);
}
