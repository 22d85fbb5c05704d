/** @file The lowering of each operator of a training step but the updates. */
import { UNARY_OPERATORS } from '@convbench/graph';
import type { Node, TrainingNode, UnaryGradNode, UpdateNode } from '@convbench/spec';
import { lowerForward } from '../lowering/forward.js';
import { lowerUnaryGrad } from '../lowering/unary.js';
import { lowerGradientClip } from './clip.js';
import { lowerConvGradInput, lowerConvGradWeight } from './convolutionGradients.js';
import { lowerBiasGrad, lowerDropoutMask, lowerUnbroadcast } from './elementwiseGradients.js';
import { lowerSoftmaxCrossEntropy, lowerSoftmaxCrossEntropyGrad } from './loss.js';
import {
  lowerBatchNormalizationGrad,
  lowerBatchNormalizationTraining,
  lowerFrozenBatchNormalizationGrad,
  lowerLrnGrad,
  lowerSoftmaxGrad,
} from './normalizationGradients.js';
import {
  lowerAveragePoolGrad,
  lowerGlobalAveragePoolGrad,
  lowerMaxPoolGrad,
} from './poolGradients.js';
import { lowerSum } from './sums.js';
import type { TrainingContext } from './trainingContext.js';

type LoweredNode = Exclude<TrainingNode, UpdateNode>;
type OwnNode = Exclude<LoweredNode, Exclude<Node, { op: 'Add' }>>;
type Lowering<N extends LoweredNode> = (node: N, context: TrainingContext) => void;
type Lowerings<Op extends OwnNode['op']> = {
  readonly [Name in Op]: Lowering<Extract<OwnNode, { readonly op: Name }>>;
};

const unary = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [`${op}Grad`, lowerUnaryGrad]),
) as unknown as Lowerings<UnaryGradNode['op']>;

/** What inference has no lowering for, or another one; an operator that has neither does not compile. */
const LOWERINGS: Lowerings<OwnNode['op']> = {
  ConvGradInput: lowerConvGradInput,
  ConvGradWeight: lowerConvGradWeight,
  BiasGrad: lowerBiasGrad,
  ...unary,
  Add: lowerSum,
  Unbroadcast: lowerUnbroadcast,
  DropoutMask: lowerDropoutMask,
  MaxPoolGrad: lowerMaxPoolGrad,
  AveragePoolGrad: lowerAveragePoolGrad,
  GlobalAveragePoolGrad: lowerGlobalAveragePoolGrad,
  LRNGrad: lowerLrnGrad,
  BatchNormalizationTraining: lowerBatchNormalizationTraining,
  BatchNormalizationGrad: lowerBatchNormalizationGrad,
  FrozenBatchNormalizationGrad: lowerFrozenBatchNormalizationGrad,
  SoftmaxGrad: lowerSoftmaxGrad,
  SoftmaxCrossEntropy: lowerSoftmaxCrossEntropy,
  SoftmaxCrossEntropyGrad: lowerSoftmaxCrossEntropyGrad,
  GradientClip: lowerGradientClip,
};

/** @throws UserError for a form of an operator that TensorFlow does not have. */
export function lowerTrainingNode(node: LoweredNode, context: TrainingContext): void {
  if (hasOwnLowering(node)) (LOWERINGS[node.op] as Lowering<OwnNode>)(node, context);
  else lowerForward(node, context);
}

function hasOwnLowering(node: LoweredNode): node is OwnNode {
  return Object.hasOwn(LOWERINGS, node.op);
}
