import { argmax } from '@convbench/statistics';
import type { Parity } from '@convbench/spec';
import { fillBatch } from './imageBatch.js';

/** Of the standard deviation of the reference's logits: rounding stays an order of magnitude below it. */
export const parityLimits = { float32: 1e-4, tf32: 3e-2 } as const;

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Logits [images, classes] of the same images by the same engine: in the batch that was timed, and each alone. */
export interface BatchRows {
  readonly together: readonly ArrayLike<number>[];
  readonly alone: readonly ArrayLike<number>[];
}

/**
 * Holds logits [images, classes] against those of the float64 interpreter, and those of the timed batch against the same
 * images alone, so that images that mix inside of a batch are found.
 */
export function compareLogits(
  logits: readonly ArrayLike<number>[],
  reference: readonly (readonly number[])[],
  limit: number = parityLimits.float32,
  { together, alone }: BatchRows = { together: [], alone: [] },
): Parity {
  if (![...logits, ...together, ...alone].every((row) => Array.from(row).every(Number.isFinite)))
    return { notMeasured: 'the logits are not all finite' };
  const deviation = standardDeviation(reference.flat());
  if (!Number.isFinite(deviation) || deviation === 0)
    return { notMeasured: 'the logits of the reference are all equal or not finite' };
  let largest = Math.max(0, ...together.map((row, i) => largestDifference(row, alone[i] ?? [])));
  let agreeing = 0;
  reference.forEach((expected, image) => {
    const row = logits[image] as ArrayLike<number>;
    const classes = expected.length;
    largest = Math.max(largest, largestDifference(row, expected));
    if (argmax(row, 0, classes) === argmax(expected, 0, classes)) agreeing += 1;
  });
  return {
    images: reference.length,
    maximumDeviation: largest / deviation,
    limit,
    top1Agreement: agreeing / reference.length,
  };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
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

/** A run of one image [1, C, H, W] at a time, and how to end it. */
export interface SingleRun {
  readonly run: (image: Float32Array) => Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Logits of every image of a batch, by the session that was timed and by one that has a single image at a time. */
export async function batchRows(
  run: (images: Float32Array) => Promise<Float32Array>,
  openSingle: () => Promise<SingleRun>,
  batch: Float32Array,
  batchSize: number,
  classes: number,
): Promise<BatchRows> {
  const together = rowsOf(await run(batch), batchSize, classes);
  const single = await openSingle();
  const alone: Float32Array[] = [];
  for (const image of rowsOf(batch, batchSize, batch.length / batchSize))
    alone.push((await single.run(image)).slice(0, classes));
  await single.dispose();
  return { together, alone };
}

function rowsOf(values: Float32Array, count: number, size: number): Float32Array[] {
  return Array.from({ length: count }, (_, row) => values.slice(row * size, (row + 1) * size));
}
