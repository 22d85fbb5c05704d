import type { EpochPoint, Validation, ValidationResult } from '@convbench/spec';
import { meansOf, NO_STEPS, withStep, type CurveStep, type PendingSteps } from './learningCurve.js';

export interface EpochState {
  readonly epochs: readonly EpochPoint[];
  readonly pendingEpoch: PendingSteps;
}

/** A training epoch by epoch. */
export class EpochLog {
  readonly #points: EpochPoint[];
  #pending: PendingSteps;

  constructor(
    /** Images of an epoch. */
    private readonly images: number,
    private readonly batchSize: number,
    resumed?: EpochState,
  ) {
    this.#points = [...(resumed?.epochs ?? [])];
    this.#pending = resumed?.pendingEpoch ?? NO_STEPS;
  }

  record(step: CurveStep): void {
    this.#pending = withStep(this.#pending, step);
  }

  /** Whether steps wait for a point: the last one reached the end of an epoch, or of the training. */
  isDue(imagesSeen: number, ended: boolean): boolean {
    return this.#pending.steps > 0 && (ended || this.endsAt(imagesSeen));
  }

  /** Whether the step that has seen so many images, itself included, reaches the end of an epoch. */
  endsAt(imagesSeen: number): boolean {
    const epochsAt = (seen: number): number => Math.floor(seen / this.images);
    return epochsAt(imagesSeen) > epochsAt(imagesSeen - this.batchSize);
  }

  /** Adds the point of what has been seen since the last one. */
  close(
    at: Pick<EpochPoint, 'step' | 'imagesSeen' | 'elapsedSeconds' | 'learningRate'>,
    validation: ValidationResult | undefined,
  ): void {
    const { steps } = this.#pending;
    const seconds = at.elapsedSeconds - (this.#points.at(-1)?.elapsedSeconds ?? 0);
    this.#points.push({
      epoch: at.imagesSeen / this.images,
      ...at,
      ...meansOf(this.#pending, this.batchSize),
      imagesPerSecond: seconds > 0 ? (steps * this.batchSize) / seconds : 0,
      ...(validation && { validation }),
    });
    this.#pending = NO_STEPS;
  }

  state(): EpochState {
    return { epochs: [...this.#points], pendingEpoch: this.#pending };
  }
}

/** The step of the highest validation top-1 (the first of equals), and the epochs since the last gain. */
export function standing(
  epochs: readonly EpochPoint[],
  { minimumGain }: Pick<Validation, 'minimumGain'>,
): { readonly bestStep: number | undefined; readonly epochsWithoutGain: number } {
  let best = -Infinity;
  let bestStep: number | undefined;
  let reference = -Infinity;
  let epochsWithoutGain = 0;
  for (const { step, validation } of epochs) {
    if (!validation) continue;
    if (validation.top1 > best) [best, bestStep] = [validation.top1, step];
    if (validation.top1 > reference + minimumGain) {
      reference = validation.top1;
      epochsWithoutGain = 0;
    } else epochsWithoutGain++;
  }
  return { bestStep, epochsWithoutGain };
}
