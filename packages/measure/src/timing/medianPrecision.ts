import {
  bootstrapMedianInterval,
  median,
  sampleVariance,
  studentHalfWidth,
} from '@convbench/statistics';

/**
 * Bounds of a check: about 5 ms. So few resamples know the half width to about 5 %, enough for a rule that stops; the
 * interval in the record is computed with more when the timing is over.
 */
const RESAMPLES = 200;
const MOST_SAMPLES = 2000;

/** Standard error of a median over that of a mean, of samples that scatter normally. */
const MEDIAN_OVER_MEAN = Math.sqrt(Math.PI / 2);

/**
 * Half the width of the median's 95 % interval, over the median: by the bootstrap, of fewer than 6 samples by Student's
 * t. 0 for samples that are all equal, Infinity for fewer than 3. Of more than 2000 samples every second, third, ... is
 * looked at: the answer can only be too wide then.
 */
export function medianPrecision(samplesMs: readonly number[], seed: number): number {
  const stride = Math.ceil(samplesMs.length / MOST_SAMPLES);
  const looked = stride === 1 ? samplesMs : samplesMs.filter((_, i) => i % stride === 0);
  const [first] = looked;
  if (looked.length < 3) return Infinity;
  if (looked.every((sample) => sample === first)) return 0;
  if (looked.length < 6) {
    const standardError = MEDIAN_OVER_MEAN * Math.sqrt(sampleVariance(looked) / looked.length);
    return (studentHalfWidth(0.95, looked.length - 1) * standardError) / median(looked);
  }
  const interval = bootstrapMedianInterval(looked, { seed, resamples: RESAMPLES });
  if ('notMeasured' in interval) return Infinity;
  return (interval.high - interval.low) / 2 / median(looked);
}
