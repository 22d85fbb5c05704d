/** @file The lowering of each operator. */
import { UNARY_OPERATORS } from '@convbench/graph';
import {
  UserError,
  type TrainingNode,
  type UnaryGradNode,
  type UnaryOperator,
  type UpdateNode,
} from '@convbench/spec';
import { lowerAveragePool, lowerAveragePoolGrad } from './averagePool.js';
import { lowerBatchNormalization, lowerBatchNormalizationGrad } from './batchNormalization.js';
import type { LoweringContext } from './context.js';
import { lowerConv } from './convolution.js';
import { lowerConvGradInput } from './convolutionInputGradient.js';
import { lowerConvGradWeight } from './convolutionWeightGradient.js';
import { lowerAddOrMul, lowerDropoutMask, lowerUnbroadcast } from './binary.js';
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
import { lowerUnary, lowerUnaryGrad } from './unary.js';

type LoweredNode = Exclude<TrainingNode, UpdateNode>;
type Lowering<N extends LoweredNode> = (node: N, context: LoweringContext) => void;
type Lowerings<Op extends LoweredNode['op']> = {
  readonly [Name in Op]: Lowering<Extract<LoweredNode, { readonly op: Name }>>;
};

const unary = Object.fromEntries(
  UNARY_OPERATORS.flatMap((op) => [
    [op, lowerUnary],
    [`${op}Grad`, lowerUnaryGrad],
  ]),
) as unknown as Lowerings<UnaryOperator | UnaryGradNode['op']>;

/** By operator; one of the union that has no lowering does not compile. */
const LOWERINGS: Lowerings<LoweredNode['op']> = {
  Conv: lowerConv,
  ConvGradInput: lowerConvGradInput,
  ConvGradWeight: lowerConvGradWeight,
  BiasGrad: lowerBiasGrad,
  ...unary,
  Gemm: lowerGemm,
  MatMul: lowerMatMul,
  Add: lowerAddOrMul,
  Mul: lowerAddOrMul,
  Unbroadcast: lowerUnbroadcast,
  DropoutMask: lowerDropoutMask,
  MaxPool: lowerMaxPool,
  MaxPoolGrad: lowerMaxPoolGrad,
  AveragePool: lowerAveragePool,
  AveragePoolGrad: lowerAveragePoolGrad,
  GlobalAveragePool: lowerGlobalAveragePool,
  GlobalAveragePoolGrad: lowerGlobalAveragePoolGrad,
  LRN: lowerLrn,
  LRNGrad: lowerLrnGrad,
  BatchNormalizationTraining: lowerBatchNormalization,
  BatchNormalizationGrad: lowerBatchNormalizationGrad,
  BatchNormalization: lowerFrozenBatchNormalization,
  FrozenBatchNormalizationGrad: lowerFrozenBatchNormalizationGrad,
  Softmax: lowerSoftmax,
  SoftmaxGrad: lowerSoftmaxGrad,
  Concat: lowerConcat,
  Split: lowerSplit,
  Flatten: lowerReshape,
  Reshape: lowerReshape,
  Transpose: lowerTranspose,
  Identity: lowerIdentity,
  ReduceSum: lowerReduce,
  ReduceMean: lowerReduce,
  SoftmaxCrossEntropy: lowerSoftmaxCrossEntropy,
  SoftmaxCrossEntropyGrad: lowerSoftmaxCrossEntropyGrad,
  GradientClip: lowerGradientClip,
};

/**
 * Lowers any node but an update.
 *
 * @throws UserError for an operator that is none of the union, as a plugin of its own making may give.
 */
export function lowerNode(node: LoweredNode, context: LoweringContext): void {
  if (isPlanar(context) && lowerPlanarNode(node, context)) return;
  if (!Object.hasOwn(LOWERINGS, node.op)) throw withoutLowering(node);
  (LOWERINGS[node.op] as Lowering<LoweredNode>)(node, context);
}

function withoutLowering({ op, name }: LoweredNode): UserError {
  return new UserError(
    'backend-onnxruntime',
    `onnxruntime cannot train the operator ${op} ('${name}').`,
    'Choose a network without it, or give trained weights and measure inference only.',
  );
}
