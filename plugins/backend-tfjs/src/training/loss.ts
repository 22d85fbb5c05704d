/** @file Softmax cross-entropy: one kernel computes the loss of each image and the gradient. */
import type { SoftmaxCrossEntropyGradNode, SoftmaxCrossEntropyNode } from '@convbench/spec';
import { FLOAT, INT32, output } from '../graph/graphKernels.js';
import type { TrainingContext } from './trainingContext.js';

export function lowerSoftmaxCrossEntropy(
  node: SoftmaxCrossEntropyNode,
  context: TrainingContext,
): void {
  const [logits] = node.inputs;
  const [loss, correct] = node.outputs;
  const losses = crossEntropy(logits, node.attributes.labelSmoothing, context);
  context.store(loss, context.kernels.mean(losses, [0], false));
  context.store(correct, countCorrect(logits, context));
}

export function lowerSoftmaxCrossEntropyGrad(
  node: SoftmaxCrossEntropyGradNode,
  context: TrainingContext,
): void {
  const [logits] = node.inputs;
  const { labelSmoothing, scale } = node.attributes;
  const [batch = 1] = context.shapeOf(logits);
  const gradients = output(crossEntropy(logits, labelSmoothing, context), 1);
  const factor = context.build.scalar(scale / batch);
  context.store(node.outputs[0], context.kernels.multiply(gradients, factor));
}

/** The node; its outputs are the losses [N] and the gradient of each at the logits [N, K]. */
function crossEntropy(logits: string, labelSmoothing: number, context: TrainingContext): string {
  const { build } = context;
  return context.shared(`${logits}@crossEntropy:${labelSmoothing}`, () => {
    const values = context.logical(logits);
    if (labelSmoothing === 0)
      return build.operation('SparseSoftmaxCrossEntropyWithLogits', [values, context.labels], {
        T: FLOAT,
        Tlabels: INT32,
      });
    const [, classes = 1] = context.shapeOf(logits);
    const off = labelSmoothing / classes;
    const targets = build.operation(
      'OneHot',
      [
        context.labels,
        build.integer(classes),
        build.scalar(1 - labelSmoothing + off),
        build.scalar(off),
      ],
      { T: FLOAT, TI: INT32, axis: { integer: -1 } },
    );
    return context.operation('SoftmaxCrossEntropyWithLogits', [values, targets]);
  });
}

function countCorrect(logits: string, context: TrainingContext): string {
  const { build } = context;
  const predicted = build.operation('ArgMax', [context.logical(logits), build.integer(1)], {
    T: FLOAT,
    Tidx: INT32,
    output_type: INT32,
  });
  const hits = build.operation('Equal', [predicted, context.labels], { T: INT32 });
  const counted = build.operation('Cast', [hits], { SrcT: { type: 'bool' }, DstT: FLOAT });
  return context.kernels.sum(counted, [0], false);
}
