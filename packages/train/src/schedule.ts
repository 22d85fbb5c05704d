import type { Recipe, Schedule } from '@convbench/spec';

/** How long a training is, in steps; neither need be whole. */
export interface Span {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** Images that are trained on: those of the split less what the recipe holds out for validation. */
export function trainedImages(
  { validation }: Pick<Recipe, 'validation'>,
  trainImages: number,
): number {
  return trainImages - heldOutImages({ validation }, trainImages);
}

/** Images that the recipe holds out for validation; at least one is left to train on. */
export function heldOutImages(
  { validation }: Pick<Recipe, 'validation'>,
  trainImages: number,
): number {
  if (validation === undefined) return 0;
  const wanted = Math.max(1, Math.round(validation.fraction * trainImages));
  return Math.max(0, Math.min(wanted, trainImages - 1));
}

/**
 * Steps of a whole training: the number of full batches that comes nearest to the budget, at least one. Undefined for a
 * budget of seconds. `images`: those that are trained on.
 */
export function totalSteps(
  { budget, batchSize }: Pick<Recipe, 'budget' | 'batchSize'>,
  images: number,
): number | undefined {
  if ('seconds' in budget) return undefined;
  const seen = 'epochs' in budget ? budget.epochs * images : budget.images;
  return Math.max(1, Math.round(seen / batchSize));
}

/** Steps of the warm-up. */
export function warmupStepsOf(
  { warmupSteps, warmupEpochs = 0, warmupPart }: Schedule,
  { totalSteps, stepsPerEpoch }: Span,
): number {
  const ofBudget = warmupPart === undefined ? 0 : Math.round(warmupPart * totalSteps);
  return warmupSteps + Math.round(warmupEpochs * stepsPerEpoch) + ofBudget;
}

/** Learning rate of a step, counted from 1. Warm-up: step k of w has k / w of the peak. */
export function learningRateAt(
  { learningRate: peak, schedule }: Pick<Recipe, 'learningRate' | 'schedule'>,
  step: number,
  span: Span,
): number {
  const warmupSteps = warmupStepsOf(schedule, span);
  if (step <= warmupSteps) return (peak * step) / warmupSteps;
  return rateAfterWarmup(schedule, peak, step - 1, span);
}

/** `taken`: steps before this one. */
function rateAfterWarmup(schedule: Schedule, peak: number, taken: number, span: Span): number {
  const warmupSteps = warmupStepsOf(schedule, span);
  const total = span.totalSteps - warmupSteps;
  const since = taken - warmupSteps;
  const progress = total > 0 ? Math.min(since / total, 1) : 1;
  // A border of epochs that falls between the digits of a quotient counts as reached.
  const reached = (position: number): number => position + 1e-9;
  const epoch = taken / span.stepsPerEpoch;
  switch (schedule.kind) {
    case 'constant':
      return peak;
    case 'step':
      return peak * schedule.factor ** Math.floor(reached(epoch / schedule.everyEpochs));
    case 'exponential':
      return peak * schedule.factor ** (epoch / schedule.everyEpochs);
    case 'milestones': {
      const at = reached(schedule.of === 'epochs' ? epoch : taken / span.totalSteps);
      return peak * schedule.factor ** schedule.milestones.filter((border) => border <= at).length;
    }
    case 'polynomial':
      return peak * (1 - progress) ** schedule.power;
    case 'cosine':
      // Loshchilov and Hutter 2017, equation 5, without restarts; reached one step after the last.
      return halfCosine(peak, peak * schedule.finalFraction, progress);
    case 'one-cycle': {
      // Both ends are reached at steps, as in PyTorch.
      const [top, end] = [schedule.peakAt * total - 1, total - 1];
      return since <= top
        ? halfCosine(peak * schedule.initialFraction, peak, since / top)
        : halfCosine(peak, peak * schedule.finalFraction, (since - top) / (end - top));
    }
  }
}

/** From `from` to `to` as progress goes from 0 to 1. */
function halfCosine(from: number, to: number, progress: number): number {
  // 0 / 0: both ends of the curve are one step.
  if (Number.isNaN(progress)) return to;
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(progress, 1)))) / 2;
}
