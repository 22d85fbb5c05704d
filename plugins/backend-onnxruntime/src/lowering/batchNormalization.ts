/** @file Batch normalisation with the statistics of the batch, by primitives on [C, H * W * N]. */
import type { BatchNormalizationGradNode, BatchNormalizationTrainingNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';

interface SavedNormalization {
  /** x - mean, [C, plane] */
  readonly centred: string;
  /** 1 / sqrt(variance + epsilon), [C, 1] */
  readonly inverseDeviation: string;
  /** gamma * inverseDeviation, [C, 1] */
  readonly scale: string;
}

/** Two passes: the mean of squares less the squared mean would lose digits where the mean is large. */
export function lowerBatchNormalization(
  node: BatchNormalizationTrainingNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [x, gamma, beta] = node.inputs;
  const [y, batchMean, batchVariance] = node.outputs;
  const { channels } = context.activation(x);
  const mean = build.op('ReduceMean', [context.matrix(x), build.ints([1])]);
  const centred = build.op('Sub', [context.matrix(x), mean]);
  const squares = build.op('Mul', [centred, centred]);
  const variance = build.op('ReduceMean', [squares, build.ints([1])]);
  const shifted = build.op('Add', [variance, build.scalar(node.attributes.epsilon, 2)]);
  const inverseDeviation = build.op('Reciprocal', [build.op('Sqrt', [shifted])]);
  const gammaColumn = build.view(context.logical(gamma), [channels, 1]);
  const betaColumn = build.view(context.logical(beta), [channels, 1]);
  const scale = build.op('Mul', [gammaColumn, inverseDeviation]);
  const scaled = build.op('Mul', [centred, scale]);
  const saved: SavedNormalization = { centred, inverseDeviation, scale };
  context.saved.set(batchMean, saved);
  context.store(y, build.op('Add', [scaled, betaColumn]), 'batchLast');
  context.store(batchMean, mean, 'logical');
  context.store(batchVariance, variance, 'logical');
}

/** dx = scale * (dy - mean(dy) - centred * mean(dy * centred) / (variance + epsilon)) */
export function lowerBatchNormalizationGrad(
  node: BatchNormalizationGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [dy, , , batchMean] = node.inputs;
  const [dx, dGamma, dBeta] = node.outputs;
  const { plane } = context.activation(dy);
  const { centred, inverseDeviation, scale } = context.saved.get(batchMean) as SavedNormalization;
  const gradient = context.matrix(dy);
  const sum = build.op('ReduceSum', [gradient, build.ints([1])]);
  const products = build.op('Mul', [gradient, centred]);
  const productSum = build.op('ReduceSum', [products, build.ints([1])]);
  const perElement = build.scalar(1 / plane, 2);
  const meanGradient = build.op('Mul', [sum, perElement]);
  const inverseVariance = build.op('Mul', [inverseDeviation, inverseDeviation]);
  const slope = build.op('Mul', [build.op('Mul', [productSum, perElement]), inverseVariance]);
  const withoutSlope = build.op('Sub', [gradient, build.op('Mul', [centred, slope])]);
  const withoutMean = build.op('Sub', [withoutSlope, meanGradient]);
  context.store(dx, build.op('Mul', [withoutMean, scale]), 'batchLast');
  context.store(dGamma, build.op('Mul', [productSum, inverseDeviation]), 'logical');
  context.store(dBeta, sum, 'logical');
}
