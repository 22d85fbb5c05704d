import type { Normalization, OpenSplit } from '@convbench/spec';
import { normalizeInto } from './normalization.js';

/** Consecutive images of a split. The arrays are valid until the next batch is asked for. */
export interface EvaluationBatch {
  /** [batchSize, C, H, W], normalised; images from `validImages` on repeat the last valid one. */
  readonly images: Float32Array;
  /** [batchSize] */
  readonly labels: Int32Array;
  /** Number of the batch's first image in the split. */
  readonly firstImage: number;
  /** How many of the batch's images count: less than the batch size only in the last batch. */
  readonly validImages: number;
}

/**
 * The first `imageCount` images of a split in their order, each once. Every batch is full, because sessions are made
 * for one batch size; the last one is padded and says how many images are valid.
 */
export function* evaluationBatches(
  split: OpenSplit,
  normalization: Normalization,
  batchSize: number,
  imageCount: number = split.length,
): Generator<EvaluationBatch, void, undefined> {
  if (imageCount < 1 || imageCount > split.length) {
    throw new RangeError(`Cannot take ${imageCount} images of a split of ${split.length}.`);
  }
  const pixels = split.inputSize * split.inputSize;
  const bytes = new Uint8Array(batchSize * split.channels * pixels);
  const images = new Float32Array(bytes.length);
  const labels = new Int32Array(batchSize);
  for (let firstImage = 0; firstImage < imageCount; firstImage += batchSize) {
    const indices = Uint32Array.from({ length: batchSize }, (_, i) =>
      Math.min(firstImage + i, imageCount - 1),
    );
    split.read(indices, bytes);
    normalizeInto(bytes, images, normalization, split.channels, pixels);
    indices.forEach((index, i) => (labels[i] = split.labels[index] as number));
    const validImages = Math.min(batchSize, imageCount - firstImage);
    yield { images, labels, firstImage, validImages };
  }
}
