/** @file Softmax cross-entropy on logits [K, N] and its gradient. */
import type { SoftmaxCrossEntropyGradNode, SoftmaxCrossEntropyNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';

/** The step's labels as an int64 input [N]: onnxruntime has no OneHot for int32. */
export const LABELS_INPUT = 'labels';
/** Where images are mixed: as the labels, and a float32 [1, 1]. */
export const MIX_INPUTS = { labels: 'otherLabels', weight: 'mixWeight' } as const;

export function lowerSoftmaxCrossEntropy(
  node: SoftmaxCrossEntropyNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [logits] = node.inputs;
  const [loss, correct] = node.outputs;
  const { batch } = context.activation(logits);
  const weighted = build.op('Mul', [logProbabilities(logits, context), targets(node, context)]);
  const sum = build.op('ReduceSum', [weighted, build.ints([0, 1])], { keepdims: { int: 0 } });
  context.store(loss, build.op('Mul', [sum, build.scalar(-1 / batch, 0)]), 'logical');
  context.store(correct, countCorrect(logits, context), 'logical');
}

/** (softmax - target) * scale / N */
export function lowerSoftmaxCrossEntropyGrad(
  node: SoftmaxCrossEntropyGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [logits] = node.inputs;
  const { batch } = context.activation(logits);
  const { scale } = node.attributes;
  const probabilities = build.op('Exp', [logProbabilities(logits, context)]);
  const difference = build.op('Sub', [probabilities, targets(node, context)]);
  const gradient = build.op('Mul', [difference, build.scalar(scale / batch, 2)]);
  context.store(node.outputs[0], gradient, 'batchLast');
}

function logProbabilities(logits: string, context: LoweringContext): string {
  return shared(`${logits}@logProbabilities`, context, () =>
    context.build.op('LogSoftmax', [context.matrix(logits)], { axis: { int: 0 } }),
  );
}

/** [K, N]: 1 - e for the label plus e / K for every class; where images are mixed, their mean by weight. */
function targets(
  node: SoftmaxCrossEntropyNode | SoftmaxCrossEntropyGradNode,
  context: LoweringContext,
): string {
  const [logits, , otherLabels] = node.inputs;
  const { labelSmoothing: smoothing } = node.attributes;
  return shared(`${logits}@targets:${smoothing}`, context, () => {
    const own = targetsOf(LABELS_INPUT, logits, smoothing, context);
    if (otherLabels === undefined) return own;
    const other = targetsOf(MIX_INPUTS.labels, logits, smoothing, context);
    return mixedByWeight(own, other, context);
  });
}

/** other + weight * (own - other) */
export function mixedByWeight(own: string, other: string, { build }: LoweringContext): string {
  const change = build.op('Mul', [build.op('Sub', [own, other]), MIX_INPUTS.weight]);
  return build.op('Add', [other, change]);
}

function targetsOf(
  labels: string,
  logits: string,
  smoothing: number,
  context: LoweringContext,
): string {
  const { build } = context;
  const { channels: classes } = context.activation(logits);
  const off = smoothing / classes;
  const values = build.constant(
    `targets_${smoothing}_${classes}`,
    [2],
    Float32Array.of(off, 1 - smoothing + off),
  );
  return build.op('OneHot', [labels, build.ints([classes]), values], { axis: { int: 0 } });
}

function countCorrect(logits: string, context: LoweringContext): string {
  const { build } = context;
  const { batch } = context.activation(logits);
  const predicted = build.op('ArgMax', [context.matrix(logits)], {
    axis: { int: 0 },
    keepdims: { int: 0 },
  });
  const hits = build.op('Equal', [predicted, build.view(LABELS_INPUT, [batch])]);
  const FLOAT = 1;
  return build.op(
    'ReduceSum',
    [build.op('Cast', [hits], { to: { int: FLOAT } }), build.ints([0])],
    { keepdims: { int: 0 } },
  );
}

function shared(key: string, context: LoweringContext, make: () => string): string {
  const known = context.saved.get(key);
  if (typeof known === 'string') return known;
  const tensor = make();
  context.saved.set(key, tensor);
  return tensor;
}
