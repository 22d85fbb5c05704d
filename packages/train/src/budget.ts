import type { Recipe } from '@convbench/spec';
import { learningRateAt, totalSteps } from './schedule.js';

/** How far a training has come. */
export interface Position {
  /** Steps taken. */
  readonly step: number;
  readonly imagesSeen: number;
  /** Seconds of preparing batches and of steps. */
  readonly elapsedSeconds: number;
}

/** What a recipe lets a training use up: steps, or seconds. */
export class Budget {
  /** Undefined for a budget of seconds. */
  readonly totalSteps: number | undefined;
  readonly #seconds: number;
  readonly #stepsPerEpoch: number;

  constructor(
    private readonly recipe: Recipe,
    trainImages: number,
  ) {
    const { budget, batchSize } = recipe;
    this.totalSteps = totalSteps(recipe, trainImages);
    this.#seconds = 'seconds' in budget ? budget.seconds : Infinity;
    this.#stepsPerEpoch = trainImages / batchSize;
  }

  /** A training has one step at least. */
  isUsed({ step, elapsedSeconds }: Position): boolean {
    return step > 0 && (this.stepsLeft(step) <= 0 || elapsedSeconds >= this.#seconds);
  }

  /** After so many; Infinity for a budget of seconds. */
  stepsLeft(step: number): number {
    return (this.totalSteps ?? Infinity) - step;
  }

  /** Of the whole training: of a budget of seconds, what the steps so far let expect. */
  expectedSteps({ step, elapsedSeconds }: Position): number {
    if (this.totalSteps !== undefined) return this.totalSteps;
    return step === 0 ? Infinity : step / (elapsedSeconds / this.#seconds);
  }

  /** Of a step, counted from 1, as it is expected at this position. */
  learningRateAt(step: number, position: Position): number {
    return learningRateAt(this.recipe, step, {
      totalSteps: this.expectedSteps(position),
      stepsPerEpoch: this.#stepsPerEpoch,
    });
  }

  secondsLeft(position: Position, secondsPerStep: number): number {
    if (this.totalSteps === undefined) return Math.max(0, this.#seconds - position.elapsedSeconds);
    return (this.totalSteps - position.step) * secondsPerStep;
  }
}
