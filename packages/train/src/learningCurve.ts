import type { CurvePoint, StepResult } from '@convbench/spec';

/** A curve has at most about this many points, however long the training. */
const CURVE_POINTS = 100;

/** What has been seen since the last point of a curve. */
export interface PendingSteps {
  readonly steps: number;
  readonly lossSum: number;
  readonly correct: number;
}

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

/** Loss and training accuracy over the course of a training, averaged between points at even distances. */
export class LearningCurve {
  readonly #points: CurvePoint[];
  readonly #stepsPerPoint: number;
  #pending: PendingSteps;

  constructor(
    private readonly totalSteps: number,
    private readonly batchSize: number,
    resumed?: CurveState,
  ) {
    this.#points = [...(resumed?.curve ?? [])];
    this.#pending = resumed?.pending ?? { steps: 0, lossSum: 0, correct: 0 };
    this.#stepsPerPoint = Math.ceil(totalSteps / CURVE_POINTS);
  }

  record({ loss, correct, step, imagesSeen, elapsedSeconds, learningRate }: CurveStep): void {
    const steps = this.#pending.steps + 1;
    const lossSum = this.#pending.lossSum + loss;
    const hits = this.#pending.correct + correct;
    this.#pending = { steps, lossSum, correct: hits };
    if (step % this.#stepsPerPoint !== 0 && step !== this.totalSteps) return;
    this.#points.push({
      step,
      imagesSeen,
      elapsedSeconds,
      learningRate,
      loss: lossSum / steps,
      trainTop1: hits / (steps * this.batchSize),
    });
    this.#pending = { steps: 0, lossSum: 0, correct: 0 };
  }

  /** What a checkpoint keeps, so that the curve goes on as if nothing had happened. */
  state(): CurveState {
    return { curve: [...this.#points], pending: this.#pending };
  }
}
