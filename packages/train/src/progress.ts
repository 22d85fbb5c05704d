import type { StepResult } from '@convbench/spec';

/** Where a training stands after a step. Averages are over the last steps. */
export interface TrainingProgress {
  readonly step: number;
  readonly totalSteps: number;
  /** Images of all steps so far, those before a resumption included. */
  readonly imagesSeen: number;
  readonly loss: number;
  readonly trainTop1: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  readonly learningRate: number;
}

const WINDOW_STEPS = 20;

/** Means over the last steps, for a display that neither flickers nor lags. */
export class RunningMeans {
  readonly #recent: (StepResult & { readonly seconds: number })[] = [];

  add(result: StepResult, seconds: number): void {
    this.#recent.push({ ...result, seconds });
    if (this.#recent.length > WINDOW_STEPS) this.#recent.shift();
  }

  get loss(): number {
    return this.#mean(({ loss }) => loss);
  }

  get correct(): number {
    return this.#mean(({ correct }) => correct);
  }

  get secondsPerStep(): number {
    return this.#mean(({ seconds }) => seconds);
  }

  #mean(value: (entry: StepResult & { readonly seconds: number }) => number): number {
    return this.#recent.reduce((sum, entry) => sum + value(entry), 0) / this.#recent.length;
  }
}
