/** @file The lowering of each operator of a training step but the updates. */
import { UNARY_OPERATORS } from '@convbench/graph';
import type { UnaryGradNode } from '@convbench/spec';
import { lowerForward } from '../lowering/forward.js';
import { lowerUnaryGrad } from '../lowering/unary.js';
import { binaryTraining } from './binary.js';
import { lowerGradientClip } from './clip.js';
import { convolutionTraining } from './convolution.js';
import { loss } from './loss.js';
import type { LoweredNode, OwnNode, TrainingLowering, TrainingLowerings } from './lowering.js';
import { normalizationTraining } from './normalization.js';
import { poolTraining } from './pool.js';
import type { TrainingContext } from './trainingContext.js';

const unaryTraining = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [`${op}Grad`, lowerUnaryGrad]),
) as unknown as TrainingLowerings<UnaryGradNode['op']>;

/** By operator; one that has a lowering neither here nor for inference does not compile. */
const LOWERINGS: TrainingLowerings<OwnNode['op']> = {
  ...convolutionTraining,
  ...unaryTraining,
  ...binaryTraining,
  ...poolTraining,
  ...normalizationTraining,
  ...loss,
  GradientClip: lowerGradientClip,
};

/** @throws UserError for a form of an operator that TensorFlow does not have. */
export function lowerTrainingNode(node: LoweredNode, context: TrainingContext): void {
  if (hasOwnLowering(node)) (LOWERINGS[node.op] as TrainingLowering<OwnNode>)(node, context);
  else lowerForward(node, context);
}

function hasOwnLowering(node: LoweredNode): node is OwnNode {
  return Object.hasOwn(LOWERINGS, node.op);
}
