import type { Normalization } from '@convbench/spec';

/**
 * Writes what a network sees of images [N, C, pixels] of RGB or grey bytes to `target`, as `Normalization` defines it;
 * N follows from the length of `bytes`, and `target` is at least as long.
 */
export function normalizeInto(
  bytes: Uint8Array,
  target: Float32Array,
  normalization: Normalization,
  channels: number,
  pixels: number,
): void {
  const tables = normalizationTables(normalization, channels);
  if (bytes.length % (channels * pixels) !== 0 || target.length < bytes.length) {
    throw new RangeError(
      `Cannot normalise ${bytes.length} bytes as images of ${channels} x ${pixels} into ${target.length} values.`,
    );
  }
  const reversed = normalization.channelOrder === 'bgr';
  for (let image = 0; image < bytes.length; image += channels * pixels) {
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel] as Float32Array;
      const to = image + channel * pixels;
      const from = reversed ? image + (channels - 1 - channel) * pixels : to;
      for (let i = 0; i < pixels; i++) target[to + i] = table[bytes[from + i] as number] as number;
    }
  }
}

/** A byte has 256 values, so a channel's arithmetic is done 256 times, not once a pixel. */
function normalizationTables(normalization: Normalization, channels: number): Float32Array[] {
  const { mean, standardDeviation, scale } = normalization;
  if (mean.length !== channels || standardDeviation.length !== channels) {
    throw new RangeError(
      `A normalisation of ${mean.length} means and ${standardDeviation.length} deviations does not fit ${channels} channels.`,
    );
  }
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: 256 }, (_, byte) => {
      const value = scale === undefined ? byte / 255 : byte * scale;
      return (value - (mean[channel] as number)) / (standardDeviation[channel] as number);
    }),
  );
}

/** Mean and standard deviation of all bytes over 255, from the integer sums of bytes and of their squares. */
export function momentsOfSums(
  sum: number,
  sumOfSquares: number,
  count: number,
): { readonly mean: number; readonly standardDeviation: number } {
  const mean = sum / count;
  return {
    mean: mean / 255,
    standardDeviation: Math.sqrt(sumOfSquares / count - mean * mean) / 255,
  };
}
