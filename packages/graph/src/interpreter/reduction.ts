import type { Shape } from '@convbench/spec';
import { unbroadcast } from './elementwise.js';
import { withShape, type Tensor } from './tensor.js';

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
