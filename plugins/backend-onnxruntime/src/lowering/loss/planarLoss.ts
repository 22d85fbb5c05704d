/** @file Softmax cross-entropy on logits [N, K] and its gradient, of operators that graphics processors have. */
import type { SoftmaxCrossEntropyGradNode, SoftmaxCrossEntropyNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { LABELS_INPUT, MIX_INPUTS, mixedByWeight } from './loss.js';
import { STEP_SLOPE } from '../pool/poolStage.js';

export function lowerPlanarSoftmaxCrossEntropy(
  node: SoftmaxCrossEntropyNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [logits] = node.inputs;
  const [loss, correct] = node.outputs;
  const { batch } = context.activation(logits);
  const scores = scoresOf(logits, context);
  const logProbabilities = build.op('Sub', [scores.shifted, build.op('Log', [scores.sum])]);
  const target = targets(node, context);
  const total = build.op('ReduceSum', [
    build.op('Mul', [logProbabilities, target]),
    build.ints([0, 1]),
  ]);
  context.store(loss, build.op('Mul', [total, build.scalar(-1 / batch, 2)]), 'logical');
  context.store(correct, countCorrect(logits, scores.shifted, context), 'logical');
}

/** (softmax - target) * scale / N */
export function lowerPlanarSoftmaxCrossEntropyGrad(
  node: SoftmaxCrossEntropyGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [logits] = node.inputs;
  const { batch } = context.activation(logits);
  const { scale } = node.attributes;
  const { exponentials, sum } = scoresOf(logits, context);
  const probabilities = build.op('Div', [exponentials, sum]);
  const difference = build.op('Sub', [probabilities, targets(node, context)]);
  const gradient = build.op('Mul', [difference, build.scalar(scale / batch, 2)]);
  context.store(node.outputs[0], gradient, 'logical');
}

interface Scores {
  /** logit - largest logit of the image, [N, K] */
  readonly shifted: string;
  /** e ^ shifted */
  readonly exponentials: string;
  /** Of the exponentials of an image, [N, 1]. */
  readonly sum: string;
}

function scoresOf(logits: string, context: LoweringContext): Scores {
  const { build } = context;
  return shared(`${logits}@scores`, context, () => {
    const values = build.view(context.logical(logits), context.shapeOf(logits));
    const shifted = build.op('Sub', [values, build.op('ReduceMax', [values, build.ints([1])])]);
    const exponentials = build.op('Exp', [shifted]);
    return { shifted, exponentials, sum: build.op('ReduceSum', [exponentials, build.ints([1])]) };
  });
}

/** [N, K]: 1 for the label. Labels are floats; the distance from a class to another is at least 1. */
function oneHot(labelsInput: string, logits: string, context: LoweringContext): string {
  const { build } = context;
  const { channels: classes, batch } = context.activation(logits);
  return shared(`${logits}@oneHot:${labelsInput}`, context, () => {
    const numbers = Float32Array.from({ length: classes }, (_, k) => k);
    const classNumbers = build.constant(`classes_${classes}`, [1, classes], numbers);
    const labels = build.view(labelsInput, [batch, 1]);
    const distances = build.op('Abs', [build.op('Sub', [labels, classNumbers])]);
    const isOther = build.op('HardSigmoid', [distances], {
      alpha: { float: 1 },
      beta: { float: 0 },
    });
    return build.op('Sub', [build.scalar(1, 2), isOther]);
  });
}

/** [N, K]: 1 - e for the label plus e / K for every class; where images are mixed, their mean by weight. */
function targets(
  node: SoftmaxCrossEntropyNode | SoftmaxCrossEntropyGradNode,
  context: LoweringContext,
): string {
  const { build } = context;
  const [logits, , otherLabels] = node.inputs;
  const { labelSmoothing } = node.attributes;
  const hot = shared(`${logits}@mixed`, context, () => {
    const own = oneHot(LABELS_INPUT, logits, context);
    if (otherLabels === undefined) return own;
    const other = oneHot(MIX_INPUTS.labels, logits, context);
    return mixedByWeight(own, other, context);
  });
  if (labelSmoothing === 0) return hot;
  const { channels: classes } = context.activation(logits);
  const scaled = build.op('Mul', [hot, build.scalar(1 - labelSmoothing, 2)]);
  return build.op('Add', [scaled, build.scalar(labelSmoothing / classes, 2)]);
}

/** Images whose label has the largest logit; one that shares it with another class counts too. */
function countCorrect(logits: string, shifted: string, context: LoweringContext): string {
  const { build } = context;
  const belowLargest = build.op('Mul', [shifted, oneHot(LABELS_INPUT, logits, context)]);
  const distances = build.op('ReduceSum', [belowLargest, build.ints([1])]);
  const isWrong = build.op('HardSigmoid', [build.op('Neg', [distances])], {
    alpha: { float: STEP_SLOPE },
    beta: { float: 0 },
  });
  const { batch } = context.activation(logits);
  const wrong = build.op('ReduceSum', [isWrong, build.ints([0, 1])]);
  return build.op('Sub', [build.scalar(batch, 2), wrong]);
}

function shared<Value>(key: string, context: LoweringContext, make: () => Value): Value {
  const known = context.saved.get(key) as Value | undefined;
  if (known !== undefined) return known;
  const value = make();
  context.saved.set(key, value);
  return value;
}
