import { describe, expect, it } from 'vitest';
import { batchRows, compareLogits, parityLimits, referenceRows } from './parity.js';

const reference = [
  [1, 2, 3],
  [3, 1, 2],
];

describe('comparing logits', () => {
  it('gives the largest difference in standard deviations of the reference', () => {
    // The standard deviation of 1, 2, 3, 3, 1, 2 is the root of 2 / 3.
    expect(
      compareLogits(
        [
          [1, 2, 3],
          [3, 1.5, 2],
        ],
        reference,
      ),
    ).toEqual({
      images: 2,
      maximumDeviation: expect.closeTo(0.5 / Math.sqrt(2 / 3), 12),
      limit: parityLimits.float32,
      top1Agreement: 1,
    });
  });

  it('counts images of another class', () => {
    expect(
      compareLogits(
        [
          [3, 2, 1],
          [3, 1, 2],
        ],
        reference,
      ),
    ).toMatchObject({ top1Agreement: 0.5 });
  });

  it.each([NaN, Infinity])('measures nothing of %d', (value) => {
    expect(
      compareLogits(
        [
          [1, 2, 3],
          [3, value, 2],
        ],
        reference,
      ),
    ).toHaveProperty('notMeasured');
  });

  it('measures nothing against a constant', () => {
    expect(compareLogits([[1, 1]], [[1, 1]])).toHaveProperty('notMeasured');
  });
});

describe('the images of the timed batch', () => {
  /** The logits of an image are its two pixels; the engine takes this for the rows of a batch. */
  const rowsBy = (mix: (rows: Float32Array) => Float32Array) =>
    batchRows(
      (images) => Promise.resolve(mix(images.slice())),
      () => Promise.resolve({ run: (image) => Promise.resolve(image), dispose: async () => {} }),
      Float32Array.of(1, 2, 3, 4, 5, 6),
      3,
      2,
    );
  const parityBy = async (mix: (rows: Float32Array) => Float32Array) =>
    compareLogits([[1, 2]], [[1, 2]], 1e-4, await rowsBy(mix));

  it('deviate by nothing where each is as it is alone', async () => {
    expect(await parityBy((rows) => rows)).toMatchObject({ images: 1, maximumDeviation: 0 });
  });

  it('are found when two change places, though the reference holds another one', async () => {
    // By 2, where the standard deviation of the reference is a half.
    const swapped = await parityBy((rows) => Float32Array.of(...rows.slice(0, 2), 5, 6, 3, 4));
    expect(swapped).toMatchObject({ maximumDeviation: 4 });
  });

  it('are found when a little of one gets into another', async () => {
    const leaky = await parityBy((rows) => rows.map((x, i) => (i < 4 ? x : x + 0.001 * rows[0]!)));
    expect(leaky).toMatchObject({ maximumDeviation: expect.closeTo(0.002, 5) });
  });

  it('measure nothing where one is not finite', async () => {
    expect(await parityBy((rows) => rows.fill(NaN, 4))).toHaveProperty('notMeasured');
  });
});

describe('running the reference images', () => {
  // Three images of two pixels; a session whose two logits are the pixels.
  const images = Float32Array.of(1, 2, 3, 4, 5, 6);

  it.each([1, 2, 3, 5])('by a session of batch size %d gives one row each', async (batchSize) => {
    const sizes: number[] = [];
    const run = (batch: Float32Array) => {
      sizes.push(batch.length);
      return Promise.resolve(batch.slice());
    };
    const rows = await referenceRows(run, images, 3, batchSize, 2);
    expect(rows.map((row) => [...row])).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(sizes).toEqual(Array(Math.ceil(3 / batchSize)).fill(2 * batchSize));
  });
});
