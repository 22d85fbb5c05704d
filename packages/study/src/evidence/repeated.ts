import type { Measured } from '@convbench/spec';
import { studentHalfWidth } from '@convbench/statistics';

/**
 * Mean of a figure over seeds, with Student's 95 % interval. A seed is one observation, whatever the number of test
 * images: what differs between two trainings of the same network is in the interval.
 */
export function meanOverSeeds(values: readonly number[], confidence = 0.95): Measured {
  const n = values.length;
  if (n === 0) return { notMeasured: 'no seed was trained to the end' };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { value: mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  if (variance === 0) return { value: mean };
  const half = studentHalfWidth(confidence, n - 1) * Math.sqrt(variance / n);
  return { value: mean, interval: { low: mean - half, high: mean + half, confidence } };
}
