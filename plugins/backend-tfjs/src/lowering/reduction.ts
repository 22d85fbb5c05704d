/** @file Sums and means over axes. */
import type { ReduceMeanNode, ReduceSumNode } from '@convbench/spec';
import { orderWithout } from '../layout/axisOrder.js';
import { axisOf } from './axisOf.js';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';

export const reduction: Lowerings<'ReduceSum' | 'ReduceMean'> = {
  ReduceSum: lowerReduce,
  ReduceMean: lowerReduce,
};

function lowerReduce<Tensor>(
  node: ReduceSumNode | ReduceMeanNode,
  context: LoweringContext<Tensor>,
): void {
  const { axes, keepDimensions } = node.attributes;
  const kind = node.op === 'ReduceSum' ? 'sum' : 'mean';
  reduce(kind, node.inputs[0], node.outputs[0], axes, keepDimensions, context);
}

export function reduce<Tensor>(
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
