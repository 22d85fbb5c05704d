import type { ImageForm } from '@convbench/spec';

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
