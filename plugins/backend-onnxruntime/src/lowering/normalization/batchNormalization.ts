/** @file Batch normalisation with the statistics of the batch, by primitives on [C, H * W * N]. */
import type { BatchNormalizationGradNode, BatchNormalizationTrainingNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { rowProducts, transformRows } from './rowwise.js';

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
  const rows = context.activation(x);
  const mean = build.op('ReduceMean', [context.matrix(x), build.ints([1])]);
  const centred = build.op('Sub', [context.matrix(x), mean]);
  const squares = rowProducts(centred, centred, rows, context);
  const variance = build.op('Mul', [squares, build.scalar(1 / rows.plane, 2)]);
  const shifted = build.op('Add', [variance, build.scalar(node.attributes.epsilon, 2)]);
  const inverseDeviation = build.op('Reciprocal', [build.op('Sqrt', [shifted])]);
  const gammaColumn = build.view(context.logical(gamma), [rows.channels, 1]);
  const scale = build.op('Mul', [gammaColumn, inverseDeviation]);
  const saved: SavedNormalization = { centred, inverseDeviation, scale };
  context.saved.set(batchMean, saved);
  const fusedRelu = context.onlyReluOf(y);
  const transform = { scale, offset: context.logical(beta), relu: fusedRelu !== undefined };
  context.store(fusedRelu ?? y, transformRows(centred, transform, rows, context), 'batchLast');
  context.store(batchMean, mean, 'logical');
  context.store(batchVariance, variance, 'logical');
}

/**
 * dx = scale * (dy - mean(dy) - centred * mean(dy * centred) / (variance + epsilon)), as a sum of two transforms of
 * rows: one of dy and one of centred.
 */
export function lowerBatchNormalizationGrad(
  node: BatchNormalizationGradNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [dy, , , batchMean] = node.inputs;
  const [dx, dGamma, dBeta] = node.outputs;
  const rows = context.activation(dy);
  const { centred, inverseDeviation, scale } = context.saved.get(batchMean) as SavedNormalization;
  const gradient = context.matrix(dy);
  const sum = build.op('ReduceSum', [gradient, build.ints([1])]);
  const product = rowProducts(gradient, centred, rows, context);
  const normalizedProduct = build.op('Mul', [product, inverseDeviation]);
  const negativeMeanScale = build.op('Mul', [scale, build.scalar(-1 / rows.plane, 2)]);
  const slope = build.op('Mul', [normalizedProduct, inverseDeviation]);
  const ofCentred = {
    scale: build.op('Mul', [slope, negativeMeanScale]),
    offset: build.op('Mul', [sum, negativeMeanScale]),
  };
  const addend = transformRows(centred, ofCentred, rows, context);
  const offset = build.filled(0, [rows.channels]);
  context.store(dx, transformRows(gradient, { scale, offset, addend }, rows, context), 'batchLast');
  context.store(dGamma, normalizedProduct, 'logical');
  context.store(dBeta, sum, 'logical');
}
