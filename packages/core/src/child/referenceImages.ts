/** How many test images the float64 interpreter computes; more would take minutes for a large network. */
export const referenceImageCount = 4;

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
