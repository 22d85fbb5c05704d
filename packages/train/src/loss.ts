import type { Backward } from './backward.js';
import type { CrossEntropyTargets } from '@convbench/spec';
import type { TrainingGraphBuilder } from './trainingGraphBuilder.js';

/** One output of the network that is compared with the labels. */
export interface Head {
  readonly logits: string;
  /** Factor on its loss; positive. */
  readonly weight: number;
}

export interface Loss {
  readonly loss: string;
  readonly correct: string;
}

/**
 * Appends the loss of each head and their weighted sum. `correct` counts the hits of the first head, the logits.
 */
export function emitLoss(
  heads: readonly [Head, ...Head[]],
  targets: CrossEntropyTargets,
  labelSmoothing: number,
  builder: TrainingGraphBuilder,
): Loss {
  const parts = heads.map(({ logits, weight }, i): Loss => {
    const [loss, correct] = [`#loss${i}`, `#correct${i}`];
    builder.emit(
      {
        op: 'SoftmaxCrossEntropy',
        name: loss,
        inputs: [logits, ...targets],
        outputs: [loss, correct],
        attributes: { labelSmoothing },
      },
      [],
      [],
    );
    return { loss: weight === 1 ? loss : scaled(loss, weight, builder), correct };
  });
  const [first, ...others] = parts as [Loss, ...Loss[]];
  return others.reduce((sum, part, i) => {
    const name = `#lossSum${i + 1}`;
    const loss = builder.emit(
      { op: 'Add', name, inputs: [sum.loss, part.loss], outputs: [name], attributes: {} },
      [],
    );
    return { loss, correct: sum.correct };
  }, first);
}

/** Starts the backward pass: the gradient of the weighted sum of losses at each head's logits. */
export function contributeLossGradients(
  heads: readonly Head[],
  targets: CrossEntropyTargets,
  labelSmoothing: number,
  backward: Backward,
): void {
  for (const [i, { logits, weight }] of heads.entries()) {
    if (!backward.needs(logits)) continue;
    const name = `#dLogits${i}`;
    const gradient = backward.emit(
      {
        op: 'SoftmaxCrossEntropyGrad',
        name,
        inputs: [logits, ...targets],
        outputs: [name],
        attributes: { labelSmoothing, scale: weight },
      },
      backward.shapeOf(logits),
    );
    backward.contribute(logits, gradient);
  }
}

function scaled(loss: string, weight: number, builder: TrainingGraphBuilder): string {
  const factor = builder.constant(`${loss}#weight`, [], weight);
  const name = `${loss}#weighted`;
  return builder.emit(
    { op: 'Mul', name, inputs: [loss, factor], outputs: [name], attributes: {} },
    [],
  );
}
