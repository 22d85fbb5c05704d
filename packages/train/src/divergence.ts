import { UserError, type TrainingGraph } from '@convbench/spec';

/** So many steps in a row above the limit are no spike. */
const HIGH_LOSS_STEPS = 50;
const TIMES_GUESSING = 3;

/**
 * Watches a training for a loss that is not finite, or that stays above three times what guessing costs: the logarithm
 * of the number of classes, for each head with its weight.
 */
export class DivergenceWatch {
  readonly #limit: number;

  constructor(
    { forward, shapes, nodes }: TrainingGraph,
    /** Steps in a row whose loss was above the limit. */
    public highLossSteps: number,
  ) {
    const classes = shapes[forward.outputs[0]]?.[1] ?? 2;
    const weights = nodes.flatMap((node) =>
      node.op === 'SoftmaxCrossEntropyGrad' ? [node.attributes.scale] : [],
    );
    const heads = weights.reduce((sum, weight) => sum + weight, 0);
    this.#limit = TIMES_GUESSING * heads * Math.log(Math.max(classes, 2));
  }

  /** Throws a `UserError` when the loss of a step says that the training has diverged. */
  check(loss: number, step: number, learningRate: number): void {
    if (!Number.isFinite(loss)) throw diverged(`loss is ${loss}`, step, learningRate);
    this.highLossSteps = loss > this.#limit ? this.highLossSteps + 1 : 0;
    if (this.highLossSteps >= HIGH_LOSS_STEPS)
      throw diverged(
        `loss has been above ${this.#limit.toPrecision(3)}, three times that of guessing, for ${HIGH_LOSS_STEPS} steps`,
        step,
        learningRate,
      );
  }
}

export function diverged(what: string, step: number, learningRate: number): UserError {
  return new UserError(
    'train',
    `The training diverged: after step ${step} (learning rate ${learningRate}) the ${what}.`,
    "Lower the recipe's learningRate, give its schedule more warmupSteps or set clipNorm.",
  );
}
