import { evaluationBatches } from '@convbench/data';
import type { DatasetPlugin, ImageForm } from '@convbench/spec';
import { referenceImageCount } from '../../plan/matrix/referenceImageCount.js';

/** The first test images [count, C, H, W], normalised. */
export async function readReference(
  dataset: DatasetPlugin,
  options: Readonly<Record<string, unknown>>,
  form: ImageForm,
): Promise<{ images: Float32Array; count: number }> {
  const { normalization } = await dataset.info(options, form);
  const split = await dataset.open('test', options, form);
  const count = Math.min(referenceImageCount, split.length);
  for await (const { images } of evaluationBatches(split, normalization, count, count))
    return { images, count };
  throw new Error(`The data set '${dataset.name}' has no test images.`);
}

/** How many images [count, C, H, W] these values are. */
export function countImages(images: Float32Array, { channels, inputSize }: ImageForm): number {
  return images.length / (channels * inputSize * inputSize);
}

/** A full batch [batchSize, C, H, W] of the images from `first` on, going round where there are fewer. */
export function fillBatch(
  images: Float32Array,
  imageCount: number,
  batchSize: number,
  first = 0,
): Float32Array {
  const size = images.length / imageCount;
  const batch = new Float32Array(batchSize * size);
  for (let row = 0; row < batchSize; row++) {
    const start = ((first + row) % imageCount) * size;
    batch.set(images.subarray(start, start + size), row * size);
  }
  return batch;
}
