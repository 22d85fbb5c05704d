/** @file The lowering of each operator. */
import { UserError, type TrainingNode, type UpdateNode } from '@convbench/spec';
import { lowerAveragePool, lowerAveragePoolGrad } from './averagePool.js';
import { lowerBatchNormalization, lowerBatchNormalizationGrad } from './batchNormalization.js';
import type { LoweringContext } from './context.js';
import { lowerConv } from './convolution.js';
import { lowerConvGradInput } from './convolutionInputGradient.js';
import { lowerConvGradWeight } from './convolutionWeightGradient.js';
import {
  lowerAddOrMul,
  lowerDropoutMask,
  lowerRelu,
  lowerReluGrad,
  lowerUnbroadcast,
} from './elementwise.js';
import {
  lowerFrozenBatchNormalization,
  lowerFrozenBatchNormalizationGrad,
} from './frozenNormalization.js';
import { lowerGradientClip } from './gradientClip.js';
import { lowerLrn, lowerLrnGrad } from './localResponse.js';
import { isPlanar } from './maps.js';
import { lowerPlanarNode } from './planarOperators.js';
import { lowerSoftmaxCrossEntropy, lowerSoftmaxCrossEntropyGrad } from './loss.js';
import { lowerGemm, lowerMatMul } from './matrixProduct.js';
import { lowerMaxPool, lowerMaxPoolGrad } from './maxPool.js';
import {
  lowerConcat,
  lowerIdentity,
  lowerReshape,
  lowerSplit,
  lowerTranspose,
} from './movement.js';
import {
  lowerBiasGrad,
  lowerGlobalAveragePool,
  lowerGlobalAveragePoolGrad,
  lowerReduce,
} from './reduction.js';
import { lowerSoftmax, lowerSoftmaxGrad } from './softmax.js';

type LoweredNode = Exclude<TrainingNode, UpdateNode>;

/**
 * Lowers any node but an update.
 *
 * @throws UserError for an operator that is none of the union, as a plugin of its own making may give.
 */
export function lowerNode(node: LoweredNode, context: LoweringContext): void {
  if (isPlanar(context) && lowerPlanarNode(node, context)) return;
  switch (node.op) {
    case 'Conv':
      return lowerConv(node, context);
    case 'ConvGradInput':
      return lowerConvGradInput(node, context);
    case 'ConvGradWeight':
      return lowerConvGradWeight(node, context);
    case 'BiasGrad':
      return lowerBiasGrad(node, context);
    case 'Gemm':
      return lowerGemm(node, context);
    case 'MatMul':
      return lowerMatMul(node, context);
    case 'Relu':
      return lowerRelu(node, context);
    case 'ReluGrad':
      return lowerReluGrad(node, context);
    case 'MaxPool':
      return lowerMaxPool(node, context);
    case 'MaxPoolGrad':
      return lowerMaxPoolGrad(node, context);
    case 'AveragePool':
      return lowerAveragePool(node, context);
    case 'AveragePoolGrad':
      return lowerAveragePoolGrad(node, context);
    case 'GlobalAveragePool':
      return lowerGlobalAveragePool(node, context);
    case 'GlobalAveragePoolGrad':
      return lowerGlobalAveragePoolGrad(node, context);
    case 'LRN':
      return lowerLrn(node, context);
    case 'LRNGrad':
      return lowerLrnGrad(node, context);
    case 'BatchNormalizationTraining':
      return lowerBatchNormalization(node, context);
    case 'BatchNormalizationGrad':
      return lowerBatchNormalizationGrad(node, context);
    case 'BatchNormalization':
      return lowerFrozenBatchNormalization(node, context);
    case 'FrozenBatchNormalizationGrad':
      return lowerFrozenBatchNormalizationGrad(node, context);
    case 'Concat':
      return lowerConcat(node, context);
    case 'Split':
      return lowerSplit(node, context);
    case 'Add':
    case 'Mul':
      return lowerAddOrMul(node, context);
    case 'Unbroadcast':
      return lowerUnbroadcast(node, context);
    case 'DropoutMask':
      return lowerDropoutMask(node, context);
    case 'Flatten':
    case 'Reshape':
      return lowerReshape(node, context);
    case 'Transpose':
      return lowerTranspose(node, context);
    case 'ReduceSum':
    case 'ReduceMean':
      return lowerReduce(node, context);
    case 'Softmax':
      return lowerSoftmax(node, context);
    case 'SoftmaxGrad':
      return lowerSoftmaxGrad(node, context);
    case 'Identity':
      return lowerIdentity(node, context);
    case 'SoftmaxCrossEntropy':
      return lowerSoftmaxCrossEntropy(node, context);
    case 'SoftmaxCrossEntropyGrad':
      return lowerSoftmaxCrossEntropyGrad(node, context);
    case 'GradientClip':
      return lowerGradientClip(node, context);
    default:
      throw withoutLowering(node);
  }
}

/** Takes `never`: an operator of the union that has no case above does not compile. */
function withoutLowering(node: never): UserError {
  const { op, name } = node as { readonly op: string; readonly name: string };
  return new UserError(
    'backend-onnxruntime',
    `onnxruntime cannot train the operator ${op} ('${name}').`,
    'Choose a network without it, or give trained weights and measure inference only.',
  );
}
