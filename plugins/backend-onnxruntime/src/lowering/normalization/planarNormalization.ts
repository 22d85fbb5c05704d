/** @file Batch normalisation with the statistics of the batch on [N, C, H * W], by primitives. */
import type { BatchNormalizationGradNode, BatchNormalizationTrainingNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { mapsOf, planesOf } from '../maps.js';

/** Axes of [N, C, H * W] that a statistic of channels is taken over. */
const OVER = [0, 2];

interface SavedNormalization {
  /** x - mean, [N, C, H * W] */
  readonly centred: string;
  /** 1 / sqrt(variance + epsilon), [1, C, 1] */
  readonly inverseDeviation: string;
  /** gamma * inverseDeviation, [1, C, 1] */
  readonly scale: string;
}

/** Two passes: the mean of squares less the squared mean would lose digits where the mean is large. */
export function lowerPlanarBatchNormalization(
  node: BatchNormalizationTrainingNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [x, gamma, beta] = node.inputs;
  const [y, batchMean, batchVariance] = node.outputs;
  const { channels } = mapsOf(x, context);
  const values = planesOf(x, context);
  const mean = build.op('ReduceMean', [values, build.ints(OVER)]);
  const centred = build.op('Sub', [values, mean]);
  const variance = build.op('ReduceMean', [build.op('Mul', [centred, centred]), build.ints(OVER)]);
  const shifted = build.op('Add', [variance, build.scalar(node.attributes.epsilon, 3)]);
  const inverseDeviation = build.op('Reciprocal', [build.op('Sqrt', [shifted])]);
  const column = (name: string): string => build.view(context.logical(name), [1, channels, 1]);
  const scale = build.op('Mul', [column(gamma), inverseDeviation]);
  const saved: SavedNormalization = { centred, inverseDeviation, scale };
  context.saved.set(batchMean, saved);
  const scaled = build.op('Mul', [centred, scale]);
  context.store(y, build.op('Add', [scaled, column(beta)]), 'logical');
  context.store(batchMean, mean, 'logical');
  context.store(batchVariance, variance, 'logical');
}

/** dx = scale * (dy - mean(dy) - centred * mean(dy * centred) / (variance + epsilon)) */
export function lowerPlanarBatchNormalizationGrad(
  node: BatchNormalizationGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [dy, , , batchMean] = node.inputs;
  const [dx, dGamma, dBeta] = node.outputs;
  const { count } = mapsOf(dy, context);
  const { centred, inverseDeviation, scale } = context.saved.get(batchMean) as SavedNormalization;
  const gradient = planesOf(dy, context);
  const sum = build.op('ReduceSum', [gradient, build.ints(OVER)]);
  const products = build.op('Mul', [gradient, centred]);
  const productSum = build.op('ReduceSum', [products, build.ints(OVER)]);
  const perValue = build.scalar(1 / count, 3);
  const inverseVariance = build.op('Mul', [inverseDeviation, inverseDeviation]);
  const slope = build.op('Mul', [build.op('Mul', [productSum, perValue]), inverseVariance]);
  const withoutSlope = build.op('Sub', [gradient, build.op('Mul', [centred, slope])]);
  const withoutMean = build.op('Sub', [withoutSlope, build.op('Mul', [sum, perValue])]);
  context.store(dx, build.op('Mul', [withoutMean, scale]), 'logical');
  context.store(dGamma, build.op('Mul', [productSum, inverseDeviation]), 'logical');
  context.store(dBeta, sum, 'logical');
}
