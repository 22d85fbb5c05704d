import type { Normalization } from '@convbench/spec';

/**
 * Writes (byte / 255 - mean) / standardDeviation of images [N, C, pixels] to `target`, which is at least as long as
 * `bytes`; N follows from the length of `bytes`.
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
  for (let start = 0, channel = 0; start < bytes.length; start += pixels) {
    const table = tables[channel] as Float32Array;
    for (let i = start; i < start + pixels; i++) target[i] = table[bytes[i] as number] as number;
    channel = (channel + 1) % channels;
  }
}

/** A byte has 256 values, so a channel's arithmetic is done 256 times, not once a pixel. */
function normalizationTables(normalization: Normalization, channels: number): Float32Array[] {
  const { mean, standardDeviation } = normalization;
  if (mean.length !== channels || standardDeviation.length !== channels) {
    throw new RangeError(
      `A normalisation of ${mean.length} means and ${standardDeviation.length} deviations does not fit ${channels} channels.`,
    );
  }
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from(
      { length: 256 },
      (_, byte) =>
        (byte / 255 - (mean[channel] as number)) / (standardDeviation[channel] as number),
    ),
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
