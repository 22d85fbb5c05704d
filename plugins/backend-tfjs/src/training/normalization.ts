/** @file Normalisation with the statistics of the batch, and the gradients of normalisations. */
import type {
  BatchNormalizationGradNode,
  BatchNormalizationTrainingNode,
  FrozenBatchNormalizationGradNode,
  LrnGradNode,
  SoftmaxGradNode,
  Shape,
} from '@convbench/spec';
import type { Attributes } from '../graph/graphDef.js';
import { FLOAT, lrnAttributes, MAPS, output } from '../graph/graphKernels.js';
import { CHANNELS_LAST } from '../layout/axisOrder.js';
import { asMaps, requireOddWindow, storeMaps } from '../lowering/normalization.js';
import type { TrainingContext } from './trainingContext.js';
import type { TrainingLowerings } from './lowering.js';

export const normalizationTraining: TrainingLowerings<
  | 'BatchNormalizationTraining'
  | 'BatchNormalizationGrad'
  | 'FrozenBatchNormalizationGrad'
  | 'LRNGrad'
  | 'SoftmaxGrad'
> = {
  BatchNormalizationTraining: lowerBatchNormalizationTraining,
  BatchNormalizationGrad: lowerBatchNormalizationGrad,
  FrozenBatchNormalizationGrad: lowerFrozenBatchNormalizationGrad,
  LRNGrad: lowerLrnGrad,
  SoftmaxGrad: lowerSoftmaxGrad,
};

function normalizationAttributes(epsilon: number): Attributes {
  return {
    T: FLOAT,
    U: FLOAT,
    epsilon: { float: epsilon },
    data_format: MAPS,
    is_training: { flag: true },
  };
}

function lowerBatchNormalizationTraining(
  node: BatchNormalizationTrainingNode,
  context: TrainingContext,
): void {
  const { build, kernels } = context;
  const [x, gamma, beta] = node.inputs;
  const [y, batchMean, batchVariance] = node.outputs;
  const none = build.floats(new Float32Array(0), [0]);
  const normalized = build.operation(
    'FusedBatchNormV3',
    [asMaps(x, context), context.logical(gamma), context.logical(beta), none, none],
    {
      ...normalizationAttributes(node.attributes.epsilon),
      // The statistics that it returns are those of the batch alone.
      exponential_avg_factor: { float: 1 },
    },
  );
  context.saved.set(batchMean, normalized);
  storeMaps(y, normalized, context);
  context.store(batchMean, output(normalized, 1));
  // TensorFlow returns the unbiased variance.
  const count = elementsPerChannel(context.shapeOf(x));
  const biased = kernels.multiply(output(normalized, 2), build.scalar((count - 1) / count));
  context.store(batchVariance, biased);
}

/** N * H * W */
function elementsPerChannel([batch = 1, , ...map]: Shape): number {
  return map.reduce((product, size) => product * size, batch);
}

function lowerBatchNormalizationGrad(
  node: BatchNormalizationGradNode,
  context: TrainingContext,
): void {
  const [dy, x, gamma, batchMean] = node.inputs;
  const [dx, dGamma, dBeta] = node.outputs;
  const normalized = context.saved.get(batchMean);
  if (normalized === undefined) throw new Error(`'${batchMean}' is of no normalisation.`);
  const kept = [3, 4, 5].map((index) => output(normalized, index));
  const gradient = context.build.operation(
    'FusedBatchNormGradV3',
    [asMaps(dy, context), asMaps(x, context), context.logical(gamma), ...kept],
    normalizationAttributes(node.attributes.epsilon),
  );
  storeMaps(dx, gradient, context);
  context.store(dGamma, output(gradient, 1));
  context.store(dBeta, output(gradient, 2));
}

/** dx = dy * gamma / sqrt(variance + epsilon) */
function lowerFrozenBatchNormalizationGrad(
  node: FrozenBatchNormalizationGradNode,
  context: TrainingContext,
): void {
  const { build, kernels } = context;
  const [dy, gamma, variance] = node.inputs;
  const shifted = kernels.add(context.logical(variance), build.scalar(node.attributes.epsilon));
  const inverseDeviation = context.operation('Rsqrt', [shifted]);
  const slope = kernels.multiply(context.logical(gamma), inverseDeviation);
  storeMaps(node.outputs[0], kernels.multiply(asMaps(dy, context), slope), context);
}

function lowerLrnGrad(node: LrnGradNode, context: TrainingContext): void {
  requireOddWindow(node.name, node.attributes.size);
  const inputs = node.inputs.map((name) => context.as(name, CHANNELS_LAST));
  const gradient = context.build.operation('LRNGrad', inputs, lrnAttributes(node.attributes));
  context.store(node.outputs[0], gradient, CHANNELS_LAST);
}

/** dx = (dy - sum(dy * y)) * y */
function lowerSoftmaxGrad(node: SoftmaxGradNode, context: TrainingContext): void {
  const { kernels } = context;
  const [dyName, yName] = node.inputs;
  const order = context.orderOf(yName);
  const axis = order.indexOf((node.attributes.axis + order.length) % order.length);
  const [dy, y] = [context.as(dyName, order), context.stored(yName)];
  const sum = kernels.sum(kernels.multiply(dy, y), [axis], true);
  context.store(node.outputs[0], kernels.multiply(kernels.subtract(dy, sum), y), order);
}
