import type { Split } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { momentsOfSums } from '../normalization.js';
import { fashionMnist } from './fashionMnist.js';

const status = await fashionMnist.check({});
const skipped = status.found ? '' : ` (skipped: ${status.reason})`;

async function read(split: Split, form = fashionMnist.native, count?: number) {
  const opened = await fashionMnist.open(split, {}, form);
  const length = count ?? opened.length;
  const bytes = new Uint8Array(length * form.channels * form.inputSize ** 2);
  opened.read(
    Uint32Array.from({ length }, (_, i) => i),
    bytes,
  );
  return { opened, bytes };
}

function moments(bytes: Uint8Array) {
  let sum = 0;
  let squares = 0;
  for (const byte of bytes) {
    sum += byte;
    squares += byte * byte;
  }
  return momentsOfSums(sum, squares, bytes.length);
}

test('what is stated without files', async () => {
  const info = await fashionMnist.info({}, fashionMnist.native);
  expect(info).toMatchObject({ trainImages: 60_000, testImages: 10_000, license: 'MIT' });
  expect(info.classes).toHaveLength(10);
  // The figures that the field uses for this data set.
  expect(info.normalization.mean[0]).toBeCloseTo(0.286, 4);
  expect(info.normalization.standardDeviation[0]).toBeCloseTo(0.353, 4);
});

describe.skipIf(!status.found)(`the real files${skipped}`, () => {
  test.each([
    ['train', 6000],
    ['test', 1000],
  ] as const)('%s holds %i images of every class', async (split, each) => {
    const { opened } = await read(split, fashionMnist.native, 1);
    const counts = new Array<number>(10).fill(0);
    for (const label of opened.labels) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(each));
  });

  test.each([28, 32])(
    'at %i px mean and deviation are those of the training images',
    async (inputSize) => {
      const form = { inputSize, channels: 1 };
      const { normalization } = await fashionMnist.info({}, form);
      const { mean, standardDeviation } = moments((await read('train', form)).bytes);
      expect(normalization.mean[0]).toBeCloseTo(mean, 9);
      expect(normalization.standardDeviation[0]).toBeCloseTo(standardDeviation, 9);
    },
  );

  test.each([20, 64])('at %i px they are close', async (inputSize) => {
    const form = { inputSize, channels: 1 };
    const { normalization } = await fashionMnist.info({}, form);
    const { mean, standardDeviation } = moments((await read('train', form, 10_000)).bytes);
    expect(Math.abs(mean - normalization.mean[0]!)).toBeLessThan(0.003);
    const ratio = standardDeviation / normalization.standardDeviation[0]!;
    expect(ratio).toBeGreaterThan(0.92);
    expect(ratio).toBeLessThan(1);
  });
});
