/** @file The forward operators, on whichever engine. */
import { normalizeAxis } from '@convbench/graph';
import type { Node } from '@convbench/spec';
import { orderWithout, storedShape, transposedOrder, withLast } from '../layout/axisOrder.js';
import { reshapedOrder } from '../layout/reshapedOrder.js';
import type { LoweringContext } from './context.js';
import { lowerConv } from './convolution.js';
import { lowerElementwise } from './elementwise.js';
import { lowerGemm, lowerMatMul } from './matrixProduct.js';
import { lowerBatchNormalization, lowerLrn } from './normalization.js';
import { lowerAveragePool, lowerMaxPool } from './pooling.js';

/** @throws UserError for an operator, or a form of one, that TensorFlow does not have. */
export function lowerForward<Tensor>(node: Node, context: LoweringContext<Tensor>): void {
  const { kernels } = context;
  const [y] = node.outputs;
  switch (node.op) {
    case 'Conv':
      return lowerConv(node, context);
    case 'Gemm':
      return lowerGemm(node, context);
    case 'MatMul':
      return lowerMatMul(node, context);
    case 'Relu': {
      const [x] = node.inputs;
      return context.store(y, kernels.relu(context.stored(x)), context.orderOf(x));
    }
    case 'MaxPool':
      return lowerMaxPool(node, context);
    case 'AveragePool':
      return lowerAveragePool(node, context);
    case 'GlobalAveragePool': {
      const [x] = node.inputs;
      const axes = [...context.shapeOf(x).keys()].slice(2);
      return reduce('mean', x, y, axes, true, context);
    }
    case 'LRN':
      return lowerLrn(node, context);
    case 'BatchNormalization':
      return lowerBatchNormalization(node, context);
    case 'Concat': {
      const [first = ''] = node.inputs;
      const order = context.orderOf(first);
      const axis = order.indexOf(axisOf(node.attributes.axis, order.length));
      const parts = node.inputs.map((name) => context.as(name, order));
      return context.store(y, kernels.concat(parts, axis), order);
    }
    case 'Split': {
      const [x] = node.inputs;
      const order = context.orderOf(x);
      const axis = order.indexOf(axisOf(node.attributes.axis, order.length));
      const parts = kernels.split(context.stored(x), node.attributes.sizes, axis);
      node.outputs.forEach((name, i) => context.store(name, parts[i] as Tensor, order));
      return;
    }
    case 'Add':
      return lowerElementwise('add', node, context);
    case 'Mul':
      return lowerElementwise('multiply', node, context);
    case 'Softmax': {
      const [x] = node.inputs;
      const order = context.orderOf(x);
      const last = withLast(order, axisOf(node.attributes.axis, order.length));
      return context.store(y, kernels.softmax(context.as(x, last)), last);
    }
    case 'Dropout':
    case 'Identity': {
      const [x] = node.inputs;
      return context.store(y, kernels.alias(context.stored(x)), context.orderOf(x));
    }
    case 'Flatten':
    case 'Reshape':
      return lowerReshape(node.inputs[0], y, context);
    case 'Transpose': {
      const [x] = node.inputs;
      const order = transposedOrder(context.orderOf(x), node.attributes.permutation);
      return context.store(y, kernels.alias(context.stored(x)), order);
    }
    case 'ReduceSum':
    case 'ReduceMean': {
      const [x] = node.inputs;
      const { axes, keepDimensions } = node.attributes;
      const kind = node.op === 'ReduceSum' ? 'sum' : 'mean';
      return reduce(kind, x, y, axes, keepDimensions, context);
    }
    default:
      return node satisfies never;
  }
}

function axisOf(axis: number, rank: number): number {
  const normalized = normalizeAxis(axis, rank);
  if (normalized === undefined) throw new Error(`There is no axis ${axis} of ${rank}.`);
  return normalized;
}

function reduce<Tensor>(
  kind: 'sum' | 'mean',
  x: string,
  y: string,
  axes: readonly number[],
  keepDimensions: boolean,
  context: LoweringContext<Tensor>,
): void {
  const order = context.orderOf(x);
  // ONNX: no axes means all of them.
  const all = axes.length === 0 ? [...order.keys()] : axes;
  const reduced = new Set(all.map((axis) => axisOf(axis, order.length)));
  const stored = [...reduced].map((axis) => order.indexOf(axis)).sort((a, b) => a - b);
  const tensor = context.kernels[kind](context.stored(x), stored, keepDimensions);
  context.store(y, tensor, keepDimensions ? order : orderWithout(order, reduced));
}

export function lowerReshape<Tensor>(x: string, y: string, context: LoweringContext<Tensor>): void {
  const shape = context.shapeOf(y);
  const order = reshapedOrder(context.shapeOf(x), shape, context.orderOf(x));
  const tensor =
    order === undefined
      ? context.kernels.reshape(context.logical(x), shape)
      : context.kernels.reshape(context.stored(x), storedShape(shape, order));
  context.store(y, tensor, order);
}
