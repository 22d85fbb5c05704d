/** @file Normalisation with known statistics, by neighbouring channels, and to shares. */
import type { BatchNormalizationNode, LrnNode, SoftmaxNode } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';
import { CHANNELS_LAST, storedShape, withLast } from '../layout/axisOrder.js';
import { axisOf } from './axisOf.js';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';

export const normalization: Lowerings<'BatchNormalization' | 'LRN' | 'Softmax'> = {
  BatchNormalization: lowerBatchNormalization,
  LRN: lowerLrn,
  Softmax: lowerSoftmax,
};

/** [N, H, W, C] of a map; a matrix of features [N, C] counts as maps of one pixel. */
export function asMaps<Tensor>(name: string, context: LoweringContext<Tensor>): Tensor {
  const [batch = 1, channels = 1] = context.shapeOf(name);
  if (context.rankOf(name) === 4) return context.as(name, CHANNELS_LAST);
  return context.kernels.reshape(context.logical(name), [batch, 1, 1, channels]);
}

/** Stores what `asMaps` of its like gave. */
export function storeMaps<Tensor>(
  name: string,
  maps: Tensor,
  context: LoweringContext<Tensor>,
): void {
  const shape = context.shapeOf(name);
  if (shape.length === 4) return context.store(name, maps, CHANNELS_LAST);
  context.store(name, context.kernels.reshape(maps, storedShape(shape, [0, 1])));
}

function lowerBatchNormalization<Tensor>(
  node: BatchNormalizationNode,
  context: LoweringContext<Tensor>,
): void {
  const [x, ...parameters] = node.inputs;
  const [gamma, beta, mean, variance] = parameters.map((name) => context.logical(name)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const statistics = { gamma, beta, mean, variance };
  const { epsilon } = node.attributes;
  const maps = context.kernels.batchNormalization(asMaps(x, context), statistics, epsilon);
  storeMaps(node.outputs[0], maps, context);
}

/** TensorFlow's window reaches equally far to both sides. */
export function requireOddWindow(name: string, size: number): void {
  if (size % 2 === 1) return;
  throw new UserError(
    ROOM,
    `The operator LRN of '${name}' has a window of ${size} channels; TensorFlow has odd windows only.`,
    'Measure this network with another backend, such as onnxruntime.',
  );
}

function lowerLrn<Tensor>(node: LrnNode, context: LoweringContext<Tensor>): void {
  const { kernels } = context;
  requireOddWindow(node.name, node.attributes.size);
  const maps = context.as(node.inputs[0], CHANNELS_LAST);
  const tensor = kernels.localResponseNormalization(maps, node.attributes);
  context.store(node.outputs[0], tensor, CHANNELS_LAST);
}

function lowerSoftmax<Tensor>(node: SoftmaxNode, context: LoweringContext<Tensor>): void {
  const [x] = node.inputs;
  const order = context.orderOf(x);
  const last = withLast(order, axisOf(node.attributes.axis, order.length));
  context.store(node.outputs[0], context.kernels.softmax(context.as(x, last)), last);
}
