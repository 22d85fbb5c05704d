/** @file The lowering of each operator, and which of them it has. */
import { UserError, type TrainingGraph, type TrainingNode, type UpdateNode } from '@convbench/spec';
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

type MissingOperator =
  'AveragePool' | 'AveragePoolGrad' | 'LRN' | 'LRNGrad' | 'Softmax' | 'SoftmaxGrad';
type LoweredNode = Exclude<TrainingNode, UpdateNode | { op: MissingOperator }>;

const MISSING: ReadonlySet<string> = new Set<MissingOperator>([
  'AveragePool',
  'AveragePoolGrad',
  'LRN',
  'LRNGrad',
  'Softmax',
  'SoftmaxGrad',
]);

/** @throws UserError that lists the operators which onnxruntime cannot train here. */
export function requireLowerings(training: TrainingGraph): void {
  const missing = new Set(
    training.nodes.flatMap((node) => {
      if (node.op === 'ConvGradWeight' && node.attributes.group !== 1) return ['grouped Conv'];
      return MISSING.has(node.op) ? [node.op] : [];
    }),
  );
  if (missing.size === 0) return;
  throw new UserError(
    'backend-onnxruntime',
    `The network '${training.name}' uses operators that onnxruntime cannot train yet: ${[...missing].join(', ')}.`,
    'Choose a network without them, or give trained weights and measure inference only.',
  );
}

/** Lowers any node but an update; `requireLowerings` has accepted the graph. */
export function lowerNode(node: LoweredNode, context: LoweringContext): void {
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
    case 'GlobalAveragePool':
      return lowerGlobalAveragePool(node, context);
    case 'GlobalAveragePoolGrad':
      return lowerGlobalAveragePoolGrad(node, context);
    case 'BatchNormalizationTraining':
      return lowerBatchNormalization(node, context);
    case 'BatchNormalizationGrad':
      return lowerBatchNormalizationGrad(node, context);
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
    case 'Identity':
      return lowerIdentity(node, context);
    case 'SoftmaxCrossEntropy':
      return lowerSoftmaxCrossEntropy(node, context);
    case 'SoftmaxCrossEntropyGrad':
      return lowerSoftmaxCrossEntropyGrad(node, context);
    default:
      return node satisfies never;
  }
}

export function isLowered(node: TrainingNode): node is LoweredNode {
  return !MISSING.has(node.op);
}
