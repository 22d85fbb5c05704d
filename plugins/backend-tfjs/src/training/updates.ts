/** @file Optimizers and running statistics: each changes variables in place. */
import type {
  AdamUpdateNode,
  RunningStatisticsUpdateNode,
  SgdUpdateNode,
  UpdateNode,
} from '@convbench/spec';
import { FLOAT } from '../graph/graphKernels.js';
import type { TrainingContext } from './trainingContext.js';

/** The node of the variable that holds a parameter, statistic or slot. */
export type VariableOf = (state: string) => string;

/** Returns the nodes that change variables; nothing reads them. */
export function lowerUpdate(
  node: UpdateNode,
  variableOf: VariableOf,
  context: TrainingContext,
): string[] {
  switch (node.op) {
    case 'SgdUpdate':
      return [sgd(node, variableOf, context)];
    case 'AdamUpdate':
      return [adam(node, variableOf, context)];
    case 'RunningStatisticsUpdate':
      return runningStatistics(node, variableOf, context);
    default:
      return node satisfies never;
  }
}

const LEARNING_RATE = 'learningRate';

/** TensorFlow's momentum is PyTorch's: the accumulator holds no learning rate. */
function sgd(node: SgdUpdateNode, variableOf: VariableOf, context: TrainingContext): string {
  const [parameter, , velocity] = node.inputs;
  const { momentum, nesterov } = node.attributes;
  const learningRate = context.scalar(LEARNING_RATE, (feeds) => feeds.learningRate);
  return context.build.operation(
    'ResourceApplyMomentum',
    [
      variableOf(parameter),
      variableOf(velocity),
      learningRate,
      decayedGradient(node, context),
      context.build.scalar(momentum),
    ],
    { T: FLOAT, use_locking: { flag: false }, use_nesterov: { flag: nesterov } },
  );
}

function decayedGradient(node: SgdUpdateNode | AdamUpdateNode, context: TrainingContext): string {
  const { kernels, build } = context;
  const [parameter, gradient] = node.inputs;
  const { weightDecay } = node.attributes;
  const value = context.as(gradient, context.orderOf(parameter));
  if (weightDecay === 0) return value;
  const decay = kernels.multiply(context.stored(parameter), build.scalar(weightDecay));
  return kernels.add(value, decay);
}

/**
 * The trainer computes what depends on the step, in double precision, and the powers of the betas are given as 0:
 * TensorFlow's own correction of the bias would use float32, and its epsilon stands elsewhere than PyTorch's
 * (Kingma and Ba 2015, end of section 2).
 */
function adam(node: AdamUpdateNode, variableOf: VariableOf, context: TrainingContext): string {
  const { build } = context;
  const [parameter, , firstMoment, secondMoment] = node.inputs;
  const { beta1, beta2, epsilon } = node.attributes;
  const correction = (step: number): number => Math.sqrt(1 - beta2 ** step);
  const rate = context.scalar(
    `adamRate/${beta1}/${beta2}`,
    ({ learningRate, step }) => (learningRate * correction(step)) / (1 - beta1 ** step),
  );
  const correctedEpsilon = context.scalar(
    `adamEpsilon/${beta2}/${epsilon}`,
    ({ step }) => epsilon * correction(step),
  );
  const noPower = build.scalar(0);
  return build.operation(
    'ResourceApplyAdam',
    [
      variableOf(parameter),
      variableOf(firstMoment),
      variableOf(secondMoment),
      noPower,
      noPower,
      rate,
      build.scalar(beta1),
      build.scalar(beta2),
      correctedEpsilon,
      decayedGradient(node, context),
    ],
    { T: FLOAT, use_locking: { flag: false }, use_nesterov: { flag: false } },
  );
}

function runningStatistics(
  node: RunningStatisticsUpdateNode,
  variableOf: VariableOf,
  context: TrainingContext,
): string[] {
  const { kernels, build } = context;
  const [mean, variance, batchMean, batchVariance] = node.inputs;
  const { momentum, count } = node.attributes;
  const fresh = 1 - momentum;
  const blend = (running: string, batch: string, weight: number): string =>
    build.operation(
      'AssignVariableOp',
      [
        variableOf(running),
        kernels.add(
          kernels.multiply(context.stored(running), build.scalar(momentum)),
          kernels.multiply(context.logical(batch), build.scalar(weight)),
        ),
      ],
      { dtype: FLOAT },
    );
  return [
    blend(mean, batchMean, fresh),
    // Of the unbiased variance.
    blend(variance, batchVariance, (fresh * count) / (count - 1)),
  ];
}
