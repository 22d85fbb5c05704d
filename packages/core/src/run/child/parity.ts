import { argmax } from '@convbench/statistics';
import type { Parity } from '@convbench/spec';
import { fillBatch } from './referenceImages.js';

/** Of the standard deviation of the reference's logits: rounding stays an order of magnitude below it. */
export const parityLimits = { float32: 1e-4, tf32: 3e-2 } as const;

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Holds logits [images, classes] against those of the float64 interpreter. */
export function compareLogits(
  logits: readonly ArrayLike<number>[],
  reference: readonly (readonly number[])[],
  limit: number = parityLimits.float32,
): Parity {
  if (!logits.every((row) => Array.from(row).every(Number.isFinite)))
    return { notMeasured: 'the logits are not all finite' };
  const deviation = standardDeviation(reference.flat());
  if (!Number.isFinite(deviation) || deviation === 0)
    return { notMeasured: 'the logits of the reference are all equal or not finite' };
  let largest = 0;
  let agreeing = 0;
  reference.forEach((expected, image) => {
    const row = logits[image] as ArrayLike<number>;
    const classes = expected.length;
    expected.forEach((value, index) => {
      largest = Math.max(largest, Math.abs((row[index] as number) - value));
    });
    if (argmax(row, 0, classes) === argmax(expected, 0, classes)) agreeing += 1;
  });
  return {
    images: reference.length,
    maximumDeviation: largest / deviation,
    limit,
    top1Agreement: agreeing / reference.length,
  };
}

/** Logits of the reference images, one row each, from a session of any batch size. */
export async function referenceRows(
  run: (images: Float32Array) => Promise<Float32Array>,
  images: Float32Array,
  imageCount: number,
  batchSize: number,
  classes: number,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  while (rows.length < imageCount) {
    const first = rows.length;
    const logits = await run(fillBatch(images, imageCount, batchSize, first));
    for (let row = 0; row < batchSize && rows.length < imageCount; row++)
      rows.push(logits.slice(row * classes, (row + 1) * classes));
  }
  return rows;
}
