import { bootstrapMedianInterval, median } from '@convbench/statistics';

/**
 * Bounds of a check: about 5 ms. So few resamples know the half width to about 5 %, enough for a rule that stops; the
 * interval in the record is computed with more when the timing is over.
 */
const RESAMPLES = 200;
const MOST_SAMPLES = 2000;

/**
 * Half the width of the 95 % bootstrap interval of the median, over the median. 0 for samples that are all equal,
 * Infinity for fewer than there is an interval for. Of more than 2000 samples every second, third, ... is looked at:
 * the answer can only be too wide then.
 */
export function medianPrecision(samplesMs: readonly number[], seed: number): number {
  const stride = Math.ceil(samplesMs.length / MOST_SAMPLES);
  const looked = stride === 1 ? samplesMs : samplesMs.filter((_, i) => i % stride === 0);
  const [first] = looked;
  if (looked.length < 6) return Infinity;
  if (looked.every((sample) => sample === first)) return 0;
  const interval = bootstrapMedianInterval(looked, { seed, resamples: RESAMPLES });
  if ('notMeasured' in interval) return Infinity;
  return (interval.high - interval.low) / 2 / median(looked);
}
