import type { CurvePoint, StepResult } from '@convbench/spec';

/** A curve has at most about this many points, however long the training. */
const CURVE_POINTS = 100;

/** What has been seen since the last point of a curve. */
export interface PendingSteps {
  readonly steps: number;
  readonly lossSum: number;
  readonly correct: number;
}

export const NO_STEPS: PendingSteps = { steps: 0, lossSum: 0, correct: 0 };

export interface CurveState {
  readonly curve: readonly CurvePoint[];
  readonly pending: PendingSteps;
}

/** One step as the curve sees it. */
export interface CurveStep extends StepResult {
  /** Counted from 1. */
  readonly step: number;
  readonly imagesSeen: number;
  readonly elapsedSeconds: number;
  readonly learningRate: number;
}

export function withStep(pending: PendingSteps, { loss, correct }: StepResult): PendingSteps {
  return {
    steps: pending.steps + 1,
    lossSum: pending.lossSum + loss,
    correct: pending.correct + correct,
  };
}

/** Means over the steps of a point. */
export function meansOf(
  { steps, lossSum, correct }: PendingSteps,
  batchSize: number,
): { loss: number; trainTop1: number } {
  return { loss: lossSum / steps, trainTop1: correct / (steps * batchSize) };
}

/**
 * Loss and training accuracy over the course of a training, averaged between points at even distances. Where the end
 * is not known, points are joined two by two whenever they become too many.
 */
export class LearningCurve {
  #points: CurvePoint[];
  #stepsPerPoint: number;
  #pending: PendingSteps;
  #last: CurveStep | undefined;

  constructor(
    private readonly totalSteps: number | undefined,
    private readonly batchSize: number,
    resumed?: CurveState,
  ) {
    this.#points = [...(resumed?.curve ?? [])];
    this.#pending = resumed?.pending ?? NO_STEPS;
    this.#stepsPerPoint =
      totalSteps === undefined
        ? (this.#points[0]?.step ?? 1)
        : Math.ceil(totalSteps / CURVE_POINTS);
  }

  record(step: CurveStep): void {
    this.#pending = withStep(this.#pending, step);
    this.#last = step;
    if (step.step % this.#stepsPerPoint === 0 || step.step === this.totalSteps) this.#addPoint();
  }

  /** Adds a point for what has been seen since the last one, at the end of the training. */
  finish(): void {
    if (this.#pending.steps > 0) this.#addPoint();
  }

  /** What a checkpoint keeps, so that the curve goes on as if nothing had happened. */
  state(): CurveState {
    return { curve: [...this.#points], pending: this.#pending };
  }

  #addPoint(): void {
    if (!this.#last) return;
    const { step, imagesSeen, elapsedSeconds, learningRate } = this.#last;
    const means = meansOf(this.#pending, this.batchSize);
    this.#points.push({ step, imagesSeen, elapsedSeconds, learningRate, ...means });
    this.#pending = NO_STEPS;
    if (this.totalSteps === undefined && this.#points.length === 2 * CURVE_POINTS) {
      this.#points = this.#points.flatMap((point, i, all) => {
        const before = all[i - 1];
        if (i % 2 === 0 || !before) return [];
        const mean = (a: number, b: number): number => (a + b) / 2;
        return [
          {
            ...point,
            loss: mean(before.loss, point.loss),
            trainTop1: mean(before.trainTop1, point.trainTop1),
          },
        ];
      });
      this.#stepsPerPoint *= 2;
    }
  }
}
