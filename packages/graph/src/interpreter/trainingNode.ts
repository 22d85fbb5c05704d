import type { Shape, TrainingNode } from '@convbench/spec';
import { reluGrad, softmaxGrad } from './activation.js';
import { biasGrad, convGradInput, convGradWeight } from './convolution.js';
import { mul, unbroadcast } from './elementwise.js';
import { forwardNode } from './forwardNode.js';
import { softmaxCrossEntropy, softmaxCrossEntropyGrad } from './loss.js';
import { lrnGrad } from './lrn.js';
import {
  batchNormalizationGrad,
  batchNormalizationTraining,
  frozenBatchNormalizationGrad,
  runningStatisticsUpdate,
} from './normalization.js';
import { averagePoolGrad, globalAveragePoolGrad, maxPoolGrad } from './pooling.js';
import type { Tensor } from './tensor.js';
import { adamUpdate, averageUpdate, gradientClip, rmspropUpdate, sgdUpdate } from './updates.js';

/** The outputs of one operator of a training step; `shapes` are theirs, as the training graph states them. */
export function trainingNode(
  node: TrainingNode,
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
): readonly Tensor[] {
  const shape = shapes[0] ?? [];
  // The contract of each node says how many inputs it has.
  const [a, b, c, d, e, f] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  switch (node.op) {
    case 'ConvGradInput':
      return [convGradInput(a, b, node.attributes)];
    case 'ConvGradWeight':
      return [convGradWeight(a, b, node.attributes, shape)];
    case 'BiasGrad':
      return [biasGrad(a)];
    case 'ReluGrad':
      return [reluGrad(a, b)];
    case 'MaxPoolGrad':
      return [maxPoolGrad(a, b, node.attributes)];
    case 'AveragePoolGrad':
      return [averagePoolGrad(a, node.attributes)];
    case 'GlobalAveragePoolGrad':
      return [globalAveragePoolGrad(a, node.attributes.inputShape)];
    case 'LRNGrad':
      return [lrnGrad(a, b, c, node.attributes)];
    case 'BatchNormalizationTraining':
      return batchNormalizationTraining(a, b, c, node.attributes);
    case 'BatchNormalizationGrad':
      return batchNormalizationGrad(a, b, c, d, e, node.attributes);
    case 'FrozenBatchNormalizationGrad':
      return [frozenBatchNormalizationGrad(a, b, c, node.attributes)];
    case 'RunningStatisticsUpdate':
      return runningStatisticsUpdate(a, b, c, d, node.attributes);
    case 'DropoutMask':
      return [mul(a, b, shape)];
    case 'SoftmaxGrad':
      return [softmaxGrad(a, b, node.attributes.axis)];
    case 'SoftmaxCrossEntropy':
      return softmaxCrossEntropy(a, [b, c, d], node.attributes);
    case 'SoftmaxCrossEntropyGrad':
      return [softmaxCrossEntropyGrad(a, [b, c, d], node.attributes)];
    case 'Unbroadcast':
      return [unbroadcast(a, node.attributes.shape)];
    case 'SgdUpdate':
      return sgdUpdate(a, b, c, d, inputs[4], node.attributes);
    case 'AdamUpdate':
      return adamUpdate(a, b, c, d, e, f, inputs[6], node.attributes);
    case 'RmspropUpdate':
      return rmspropUpdate(a, b, c, d, e, inputs[5], node.attributes);
    case 'AverageUpdate':
      return [averageUpdate(a, b, c, node.attributes)];
    case 'GradientClip':
      return [gradientClip(inputs, node.attributes)];
    default:
      return forwardNode(node, inputs);
  }
}
