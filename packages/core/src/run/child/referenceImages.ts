import { evaluationBatches } from '@convbench/data';
import type { DatasetPlugin, ImageForm } from '@convbench/spec';
import { referenceImageCount } from '../../plan/sources/referenceImageCount.js';

/** The first test images [count, C, H, W], normalised. */
export async function readReference(
  dataset: DatasetPlugin,
  options: Readonly<Record<string, unknown>>,
  form: ImageForm,
): Promise<{ images: Float32Array; count: number }> {
  const { normalization } = await dataset.info(options, form);
  const split = await dataset.open('test', options, form);
  const count = Math.min(referenceImageCount(form.inputSize), split.length);
  for await (const { images } of evaluationBatches(split, normalization, count, count))
    return { images, count };
  throw new Error(`The data set '${dataset.name}' has no test images.`);
}

/** How many images [count, C, H, W] these values are. */
export function countImages(images: Float32Array, { channels, inputSize }: ImageForm): number {
  return images.length / (channels * inputSize * inputSize);
}

/**
 * A full batch [batchSize, C, H, W] of distinct images: those from `first` on, and where there are fewer, the same ones
 * again, shifted and paler each time. An engine that mixes the images of a batch would go unseen among equal ones.
 */
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
    const image = images.subarray(start, start + size);
    batch.set(variantOf(image, Math.floor((first + row) / imageCount)), row * size);
  }
  return batch;
}

/** Variant 0 is the image itself. Steps of the golden ratio keep the shifts of successive variants far apart. */
function variantOf(image: Float32Array, variant: number): Float32Array {
  if (variant === 0) return image;
  const shift = Math.floor(((variant * (Math.sqrt(5) - 1)) / 2) * image.length) % image.length;
  const paler = 32 / (32 + variant);
  return image.map((_, i) => (image[(i + shift) % image.length] as number) * paler);
}
