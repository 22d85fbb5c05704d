import type { Normalization } from '@convbench/spec';
import type { FileFacts } from './fileFacts.js';

/**
 * Mean and deviation over images, each weighing the same whatever its size. Of the stored pixels: resizing keeps the
 * mean and smooths some of the deviation away.
 */
export function datasetMoments(
  images: readonly { readonly facts: FileFacts }[],
  channels: number,
): Normalization {
  // Red, green, blue, grey.
  const used = channels === 1 ? [3] : [0, 1, 2];
  const average = (of: 'mean' | 'meanOfSquares', channel: number) =>
    images.reduce((sum, { facts }) => sum + (facts.moments?.[of][channel] ?? 0), 0) / images.length;
  return {
    mean: used.map((channel) => average('mean', channel) / 255),
    standardDeviation: used.map((channel) => {
      const variance = average('meanOfSquares', channel) - average('mean', channel) ** 2;
      // A set of one colour has no deviation to divide by.
      return Math.max(Math.sqrt(Math.max(variance, 0)), 1) / 255;
    }),
  };
}
