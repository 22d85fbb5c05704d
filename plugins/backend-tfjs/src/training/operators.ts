/** @file The lowering of each operator of a training step but the updates. */
import type { TrainingNode, UpdateNode } from '@convbench/spec';
import { lowerForward } from '../lowering/forward.js';
import { lowerGradientClip } from './clip.js';
import { lowerConvGradInput, lowerConvGradWeight } from './convolutionGradients.js';
import {
  lowerBiasGrad,
  lowerDropoutMask,
  lowerReluGrad,
  lowerSoftmaxGrad,
  lowerUnbroadcast,
} from './elementwiseGradients.js';
import { lowerSoftmaxCrossEntropy, lowerSoftmaxCrossEntropyGrad } from './loss.js';
import {
  lowerBatchNormalizationGrad,
  lowerBatchNormalizationTraining,
  lowerFrozenBatchNormalizationGrad,
  lowerLrnGrad,
} from './normalizationGradients.js';
import {
  lowerAveragePoolGrad,
  lowerGlobalAveragePoolGrad,
  lowerMaxPoolGrad,
} from './poolGradients.js';
import { lowerSum } from './sums.js';
import type { TrainingContext } from './trainingContext.js';

/** @throws UserError for a form of an operator that TensorFlow does not have. */
export function lowerTrainingNode(
  node: Exclude<TrainingNode, UpdateNode>,
  context: TrainingContext,
): void {
  switch (node.op) {
    case 'ConvGradInput':
      return lowerConvGradInput(node, context);
    case 'ConvGradWeight':
      return lowerConvGradWeight(node, context);
    case 'BiasGrad':
      return lowerBiasGrad(node, context);
    case 'ReluGrad':
      return lowerReluGrad(node, context);
    case 'MaxPoolGrad':
      return lowerMaxPoolGrad(node, context);
    case 'AveragePoolGrad':
      return lowerAveragePoolGrad(node, context);
    case 'GlobalAveragePoolGrad':
      return lowerGlobalAveragePoolGrad(node, context);
    case 'LRNGrad':
      return lowerLrnGrad(node, context);
    case 'BatchNormalizationTraining':
      return lowerBatchNormalizationTraining(node, context);
    case 'BatchNormalizationGrad':
      return lowerBatchNormalizationGrad(node, context);
    case 'FrozenBatchNormalizationGrad':
      return lowerFrozenBatchNormalizationGrad(node, context);
    case 'DropoutMask':
      return lowerDropoutMask(node, context);
    case 'SoftmaxGrad':
      return lowerSoftmaxGrad(node, context);
    case 'SoftmaxCrossEntropy':
      return lowerSoftmaxCrossEntropy(node, context);
    case 'SoftmaxCrossEntropyGrad':
      return lowerSoftmaxCrossEntropyGrad(node, context);
    case 'GradientClip':
      return lowerGradientClip(node, context);
    case 'Unbroadcast':
      return lowerUnbroadcast(node, context);
    case 'Add':
      return lowerSum(node, context);
    default:
      // A new operator of training graphs that stands above nowhere does not compile here.
      return lowerForward(node, context);
  }
}
