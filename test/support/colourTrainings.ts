/** @file Trainings on real colour images, augmented as recipes say, on the way that every training takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import { isMeasured } from '@convbench/spec';
import { expect } from 'vitest';

const testData = process.env['CONVBENCH_TEST_DATA'] ?? '';

const vgg = { id: 'vgg11-bn', options: { width: 0.125 } };

export const cifarTraining = {
  dataset: { name: 'cifar10', options: { path: join(testData, 'cifar10-lossless5k') } },
  augmentation: [
    { kind: 'random-crop', padding: 4 },
    { kind: 'horizontal-flip' },
    { kind: 'cutout', size: 8 },
  ],
  recipe: { budget: { images: 12_000 } },
  images: { trainImages: 4000, testImages: 1000 },
  guessing: 0.1,
  architecture: vgg,
};

export const folderTraining = {
  dataset: { name: 'image-folder', options: { path: join(testData, 'flowers5') } },
  augmentation: [
    { kind: 'random-resized-crop', scale: [0.5, 1] },
    { kind: 'horizontal-flip' },
    { kind: 'colour-jitter', brightness: 0.2, contrast: 0.2, saturation: 0.2 },
  ],
  // So few images leave no time to recover from the first steps at the rate of the default recipe.
  recipe: { budget: { images: 9_000 }, learningRate: 0.005 },
  images: { trainImages: 600, testImages: 200 },
  guessing: 0.2,
  architecture: vgg,
};

const tinyNet = fileURLToPath(new URL('../fixtures/plugins/tinyNet.ts', import.meta.url));

/** Learns in a tenth of the time that VGG-11 takes. */
export const quickTraining = {
  ...cifarTraining,
  architecture: { id: 'tiny-normed', options: { filters: 16 } },
  recipe: { budget: { images: 6_400 }, batchSize: 32 },
};

type ColourTraining = typeof cifarTraining | typeof folderTraining | typeof quickTraining;

/** Whether CONVBENCH_TEST_DATA has the images. */
export const isThere = ({ dataset }: ColourTraining): boolean =>
  testData !== '' && existsSync(dataset.options.path);

/** The network gets well beyond guessing. `root` is a folder of the test's own. */
export async function expectLearning(
  { architecture, dataset, augmentation, recipe, images, guessing }: ColourTraining,
  root: string,
): Promise<void> {
  const plugins = await loadPlugins({ specifiers: [tinyNet], directory: root });
  const config = parseConfig(
    {
      architectures: [architecture],
      datasets: [dataset],
      // More threads wait for each other most of the time: the networks are small.
      backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
      trainer: { name: 'onnxruntime', device: 'cpu', threads: 1 },
      inputSizes: [32],
      batchSizes: [1],
      recipe: { batchSize: 64, ...recipe, augmentation, mixup: { alpha: 0.2 } },
      measuring: {
        rounds: 1,
        machinePeak: false,
        minimumTimeMs: 10,
        minimumSamples: 3,
        maximumTimeMs: 100,
        maximumWarmupMs: 20,
      },
    },
    dataset.name,
  );
  const plan = await makePlan({ config, directory: root }, plugins);
  expect(plan.problems).toEqual([]);
  const runDirectory = join(root, dataset.name);
  await executeRun({ plan, runDirectory });
  const results = await readResults(runDirectory);
  expect(results.trainings[0]).toMatchObject({ recipe: { augmentation, mixup: { alpha: 0.2 } } });
  const [record] = results.cells[0]?.rounds ?? [];
  if (record?.status !== 'measured') throw new Error(JSON.stringify(record));
  expect(record.cell.dataset).toMatchObject(images);
  const { accuracy } = record.correctness ?? {};
  if (!accuracy || !('top1' in accuracy) || !isMeasured(accuracy.top1))
    throw new Error('There is no accuracy.');
  // The lower end of its interval is well above chance.
  expect(accuracy.top1.interval?.low).toBeGreaterThan(1.4 * guessing);
}
