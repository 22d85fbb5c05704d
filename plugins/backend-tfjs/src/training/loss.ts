/** @file Softmax cross-entropy: one kernel computes the loss of each image and the gradient. */
import type { SoftmaxCrossEntropyGradNode, SoftmaxCrossEntropyNode } from '@convbench/spec';
import { FLOAT, INT32, output } from '../graph/graphKernels.js';
import type { TrainingContext } from './trainingContext.js';
import type { TrainingLowerings } from './lowering.js';

export const loss: TrainingLowerings<'SoftmaxCrossEntropy' | 'SoftmaxCrossEntropyGrad'> = {
  SoftmaxCrossEntropy: lowerSoftmaxCrossEntropy,
  SoftmaxCrossEntropyGrad: lowerSoftmaxCrossEntropyGrad,
};

function lowerSoftmaxCrossEntropy(node: SoftmaxCrossEntropyNode, context: TrainingContext): void {
  const [logits] = node.inputs;
  const [loss, correct] = node.outputs;
  const losses = crossEntropy(node, context);
  context.store(loss, context.kernels.mean(losses, [0], false));
  context.store(correct, countCorrect(logits, context));
}

function lowerSoftmaxCrossEntropyGrad(
  node: SoftmaxCrossEntropyGradNode,
  context: TrainingContext,
): void {
  const [logits] = node.inputs;
  const [batch = 1] = context.shapeOf(logits);
  const gradients = output(crossEntropy(node, context), 1);
  const factor = context.build.scalar(node.attributes.scale / batch);
  context.store(node.outputs[0], context.kernels.multiply(gradients, factor));
}

/** The node; its outputs are the losses [N] and the gradient of each at the logits [N, K]. */
function crossEntropy(
  node: SoftmaxCrossEntropyNode | SoftmaxCrossEntropyGradNode,
  context: TrainingContext,
): string {
  const { build, kernels, labels, otherLabels } = context;
  const [logits] = node.inputs;
  const { labelSmoothing } = node.attributes;
  return context.shared(`${logits}@crossEntropy:${labelSmoothing}`, () => {
    const values = context.logical(logits);
    if (labelSmoothing === 0 && otherLabels === undefined)
      return build.operation('SparseSoftmaxCrossEntropyWithLogits', [values, labels], {
        T: FLOAT,
        Tlabels: INT32,
      });
    const [, classes = 1] = context.shapeOf(logits);
    const own = smoothTargets(labels, classes, labelSmoothing, context);
    if (otherLabels === undefined)
      return context.operation('SoftmaxCrossEntropyWithLogits', [values, own]);
    const other = smoothTargets(otherLabels, classes, labelSmoothing, context);
    const weight = (name: string, of: (own: number) => number): string =>
      context.scalar(name, ({ mix }) => of(mix?.weight ?? NaN));
    const mixed = kernels.add(
      kernels.multiply(
        own,
        weight('mixWeight', (part) => part),
      ),
      kernels.multiply(
        other,
        weight('mixOtherWeight', (part) => 1 - part),
      ),
    );
    return context.operation('SoftmaxCrossEntropyWithLogits', [values, mixed]);
  });
}

/** [N, K]: 1 - e for the label plus e / K for every class. */
function smoothTargets(
  labels: string,
  classes: number,
  labelSmoothing: number,
  { build }: TrainingContext,
): string {
  const off = labelSmoothing / classes;
  return build.operation(
    'OneHot',
    [labels, build.integer(classes), build.scalar(1 - labelSmoothing + off), build.scalar(off)],
    { T: FLOAT, TI: INT32, axis: { integer: -1 } },
  );
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
