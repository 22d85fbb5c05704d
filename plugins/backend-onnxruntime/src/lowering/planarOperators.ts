/** @file The operators that have a form of their own on graphics processors, where activations lie as [N, C, H, W]. */
import type { TrainingNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';
import {
  lowerPlanarConv,
  lowerPlanarConvGradInput,
  lowerPlanarConvGradWeight,
} from './planarConvolution.js';
import {
  lowerPlanarSoftmaxCrossEntropy,
  lowerPlanarSoftmaxCrossEntropyGrad,
} from './planarLoss.js';
import {
  lowerPlanarBatchNormalization,
  lowerPlanarBatchNormalizationGrad,
} from './planarNormalization.js';

/** Lowers the node if it has such a form; says whether it had. */
export function lowerPlanarNode(node: TrainingNode, context: LoweringContext): boolean {
  switch (node.op) {
    case 'Conv':
      lowerPlanarConv(node, context);
      return true;
    case 'ConvGradInput':
      lowerPlanarConvGradInput(node, context);
      return true;
    case 'ConvGradWeight':
      lowerPlanarConvGradWeight(node, context);
      return true;
    case 'BatchNormalizationTraining':
      lowerPlanarBatchNormalization(node, context);
      return true;
    case 'BatchNormalizationGrad':
      lowerPlanarBatchNormalizationGrad(node, context);
      return true;
    case 'SoftmaxCrossEntropy':
      lowerPlanarSoftmaxCrossEntropy(node, context);
      return true;
    case 'SoftmaxCrossEntropyGrad':
      lowerPlanarSoftmaxCrossEntropyGrad(node, context);
      return true;
    default:
      return false;
  }
}
