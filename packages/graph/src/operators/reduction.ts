import type { ReduceMeanNode, ReduceSumNode, Shape } from '@convbench/spec';
import { withShape, type Tensor } from '../interpreter/tensor.js';
import { unbroadcast } from './binary.js';
import { axisOf } from './checks.js';
import type { OperatorRules } from './rule.js';

export const reduction: OperatorRules<'ReduceSum' | 'ReduceMean'> = {
  ReduceSum: {
    shapes: reducedShape,
    values: ({ attributes }, [x], [shape]) => [reduceSum(x, attributes.axes, shape)],
  },
  ReduceMean: {
    shapes: reducedShape,
    values: ({ attributes }, [x], [shape]) => [reduceMean(x, attributes.axes, shape)],
  },
};

function reducedShape(
  node: ReduceSumNode | ReduceMeanNode,
  [x]: readonly [Shape],
): readonly Shape[] {
  const reduced = new Set(node.attributes.axes.map((axis) => axisOf(node, axis, x.length)));
  return [
    node.attributes.keepDimensions
      ? x.map((dimension, axis) => (reduced.has(axis) ? 1 : dimension))
      : x.filter((_, axis) => !reduced.has(axis)),
  ];
}

/** `shape` is that of the result. */
export function reduceSum(x: Tensor, axes: readonly number[], shape: Shape): Tensor {
  const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis)));
  const kept = x.shape.map((dimension, axis) => (reduced.has(axis) ? 1 : dimension));
  return withShape(unbroadcast(x, kept), shape);
}

/** `shape` is that of the result. */
export function reduceMean(x: Tensor, axes: readonly number[], shape: Shape): Tensor {
  const sum = reduceSum(x, axes, shape);
  const count = x.data.length / sum.data.length;
  return { shape, data: sum.data.map((value) => value / count) };
}
