import { expect, test } from 'vitest';
import { shapes } from './shapes.js';

const options = shapes.options.parse({ trainImages: 200, testImages: 50 });
const form = { inputSize: 32, channels: 3 };

async function images(
  indices: readonly number[],
  { split = 'train' as 'train' | 'test', options: own = options, form: asked = form } = {},
) {
  const opened = await shapes.open(split, own, asked);
  const target = new Uint8Array(indices.length * asked.channels * asked.inputSize ** 2);
  opened.read(indices, target);
  return target;
}

test('an image is a function of seed, split and number, whatever is read before or beside it', async () => {
  const size = 3 * 32 * 32;
  const together = await images([7, 3, 7]);
  expect(together.subarray(0, size)).toEqual(await images([7]));
  expect(together.subarray(2 * size)).toEqual(together.subarray(0, size));
  expect(await images([7], { options: { ...options, trainImages: 9999 } })).toEqual(
    await images([7]),
  );
  const others = [
    await images([17]),
    await images([7], { split: 'test' }),
    await images([7], { options: { ...options, seed: 2 } }),
  ];
  for (const other of others) expect(other).not.toEqual(await images([7]));
});

test('generator version 1 draws these images for ever: raise the version when this changes', async () => {
  const bytes = await images([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const meansOf = Array.from({ length: 10 }, (_, i) => {
    const image = bytes.subarray(i * 3072, (i + 1) * 3072);
    return image.reduce((sum, byte) => sum + byte, 0) / 3072;
  });
  // Engines may differ in the last bit of a sine, and so in a byte here and there.
  const expected = [
    93.794, 92.509, 154.501, 48.697, 201.39, 147.656, 171.552, 63.045, 95.5, 106.298,
  ];
  expect(meansOf).toEqual(expected.map((mean) => expect.closeTo(mean, 2)));
});

test('classes are balanced in every stretch of ten', async () => {
  const { labels, classes, length } = await shapes.open('train', options, form);
  expect([length, labels.length, classes.length]).toEqual([200, 200, 10]);
  for (let first = 0; first < 200; first += 10) {
    expect(new Set(labels.subarray(first, first + 10)).size).toBe(10);
  }
});

test('the same scene is drawn at every size', async () => {
  const small = await images([4], { form: { inputSize: 24, channels: 3 } });
  const large = await images([4], { form: { inputSize: 96, channels: 3 } });
  // Means over 4 x 4 blocks of the large image against the small image's pixels; both carry noise.
  let difference = 0;
  small.forEach((value, i) => {
    const [channel, y, x] = [Math.floor(i / 576), Math.floor(i / 24) % 24, i % 24];
    let sum = 0;
    for (let k = 0; k < 16; k++) {
      sum += large[channel * 9216 + (4 * y + Math.floor(k / 4)) * 96 + 4 * x + (k % 4)]!;
    }
    difference += Math.abs(value - sum / 16);
  });
  expect(difference / small.length).toBeLessThan(25);
});

test('a class can be told from its pixels: the shape stands out of its background', async () => {
  // Images of one class at one place differ in the background; the shape itself must have contrast in each.
  for (let index = 0; index < 50; index++) {
    const grey = await images([index], { form: { inputSize: 64, channels: 1 } });
    const sorted = Float64Array.from(grey).sort();
    const spread =
      sorted[Math.floor(0.95 * sorted.length)]! - sorted[Math.floor(0.05 * sorted.length)]!;
    expect(spread).toBeGreaterThan(30);
  }
});

test('mean and deviation fit the training images of any size', async () => {
  const { normalization } = await shapes.info(options, form);
  const asked = { inputSize: 48, channels: 3 };
  const drawn = await images(
    Array.from({ length: 200 }, (_, i) => i),
    { form: asked },
  );
  for (let channel = 0; channel < 3; channel++) {
    const values = drawn.filter((_, i) => Math.floor(i / 48 ** 2) % 3 === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 255;
    expect(Math.abs(mean - normalization.mean[channel]!)).toBeLessThan(0.05);
    expect(normalization.standardDeviation[channel]).toBeGreaterThan(0.15);
    expect(normalization.standardDeviation[channel]).toBeLessThan(0.4);
  }
});

test('the checksum follows the options, not the form', async () => {
  const checksum = async (own: Partial<typeof options>, asked = form) =>
    (await shapes.info({ ...options, ...own }, asked)).checksum;
  const base = await checksum({});
  expect(await checksum({}, { inputSize: 64, channels: 1 })).toBe(base);
  const others = [
    await checksum({ seed: 2 }),
    await checksum({ trainImages: 1 }),
    await checksum({ testImages: 1 }),
  ];
  expect(new Set([base, ...others]).size).toBe(4);
});

test('a form or image that cannot be is refused', async () => {
  await expect(shapes.open('train', options, { inputSize: 15, channels: 1 })).rejects.toThrow(
    '16 px or more',
  );
  await expect(shapes.info(options, { inputSize: 32, channels: 2 })).rejects.toThrow('2 channels');
  await expect(images([200])).rejects.toThrow(RangeError);
  expect(shapes.options.safeParse({ trainImages: 0 }).success).toBe(false);
});

test('nothing has to be fetched', async () => {
  expect(await shapes.check(options)).toMatchObject({ found: true });
  expect(shapes.fetch).toBeUndefined();
});
