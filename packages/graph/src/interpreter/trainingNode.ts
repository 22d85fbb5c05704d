import type { Node, Shape, TrainingNode } from '@convbench/spec';
import { binaryTraining } from '../operators/binary.js';
import { convolutionGradients } from '../operators/convolution.js';
import { normalizationTraining } from '../operators/normalization/rules.js';
import { poolGradients } from '../operators/pool.js';
import type { TrainingRule, TrainingRules } from '../operators/rule.js';
import { unaryGradients } from '../operators/unary.js';
import { forwardNode } from './forwardNode.js';
import { softmaxCrossEntropy, softmaxCrossEntropyGrad } from './loss.js';
import type { Tensor } from './tensor.js';
import { adamUpdate, averageUpdate, gradientClip, rmspropUpdate, sgdUpdate } from './updates.js';

/** The operators of a training step that no network has; one without a rule does not compile. */
const RULES: TrainingRules<Exclude<TrainingNode['op'], Node['op']>> = {
  ...convolutionGradients,
  ...unaryGradients,
  ...binaryTraining,
  ...poolGradients,
  ...normalizationTraining,
  SoftmaxCrossEntropy: ({ attributes }, [logits, ...targets]) =>
    softmaxCrossEntropy(logits, targets, attributes),
  SoftmaxCrossEntropyGrad: ({ attributes }, [logits, ...targets]) => [
    softmaxCrossEntropyGrad(logits, targets, attributes),
  ],
  SgdUpdate: ({ attributes }, [p, g, v, rate, clip]) => sgdUpdate(p, g, v, rate, clip, attributes),
  AdamUpdate: ({ attributes }, [p, g, m, v, rate, step, clip]) =>
    adamUpdate(p, g, m, v, rate, step, clip, attributes),
  RmspropUpdate: ({ attributes }, [p, g, s, v, rate, clip]) =>
    rmspropUpdate(p, g, s, v, rate, clip, attributes),
  AverageUpdate: ({ attributes }, inputs) => [averageUpdate(...inputs, attributes)],
  GradientClip: ({ attributes }, inputs) => [gradientClip(inputs, attributes)],
};

/** The outputs of one operator of a training step; `shapes` are theirs, as the training graph states them. */
export function trainingNode(
  node: TrainingNode,
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
): readonly Tensor[] {
  if (!isOfTrainingAlone(node)) return forwardNode(node, inputs);
  const rule = RULES[node.op] as TrainingRule<TrainingNode>;
  return rule(node, inputs, shapes as [Shape, ...Shape[]]);
}

function isOfTrainingAlone(node: TrainingNode): node is Exclude<TrainingNode, Node> {
  return Object.hasOwn(RULES, node.op);
}
