import type { Recipe } from '@convbench/spec';

/** Steps of a whole training: the number of full batches that comes nearest to the budget, at least one. */
export function totalSteps(
  { budget, batchSize }: Pick<Recipe, 'budget' | 'batchSize'>,
  trainImages: number,
): number {
  const images = 'epochs' in budget ? budget.epochs * trainImages : budget.images;
  return Math.max(1, Math.round(images / batchSize));
}

/**
 * Learning rate of a step, counted from 1.
 *
 * Warm-up: step k of w has k / w of the peak. After it `constant` stays at the peak, and `cosine` goes from the peak
 * to `finalFraction` of it along half a cosine (Loshchilov and Hutter 2017, equation 5, without restarts), which it
 * would reach one step after the last.
 */
export function learningRateAt(
  { learningRate: peak, schedule }: Pick<Recipe, 'learningRate' | 'schedule'>,
  step: number,
  totalSteps: number,
): number {
  const { warmupSteps } = schedule;
  if (step <= warmupSteps) return (peak * step) / warmupSteps;
  switch (schedule.kind) {
    case 'constant':
      return peak;
    case 'cosine': {
      const progress = (step - 1 - warmupSteps) / (totalSteps - warmupSteps);
      const low = peak * schedule.finalFraction;
      return low + ((peak - low) * (1 + Math.cos(Math.PI * progress))) / 2;
    }
  }
}
