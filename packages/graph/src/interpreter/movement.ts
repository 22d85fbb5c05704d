import type { Shape } from '@convbench/spec';
import { offsetsOf, stridesOf, zeros, type Tensor } from './tensor.js';

/** `shape` is that of the result. */
export function concat(parts: readonly Tensor[], axis: number, shape: Shape): Tensor {
  const y = zeros(shape);
  const line = innerSize(shape, axis);
  let at = 0;
  for (const part of parts) {
    const size = innerSize(part.shape, axis);
    for (let from = 0, to = at; from < part.data.length; from += size, to += line)
      y.data.set(part.data.subarray(from, from + size), to);
    at += size;
  }
  return y;
}

/** `shapes` are those of the results. */
export function split(x: Tensor, axis: number, shapes: readonly Shape[]): Tensor[] {
  const line = innerSize(x.shape, axis);
  let at = 0;
  return shapes.map((shape) => {
    const part = zeros(shape);
    const size = innerSize(shape, axis);
    for (let from = at, to = 0; to < part.data.length; from += line, to += size)
      part.data.set(x.data.subarray(from, from + size), to);
    at += size;
    return part;
  });
}

export function transpose(x: Tensor, permutation: readonly number[], shape: Shape): Tensor {
  const strides = stridesOf(x.shape);
  const offsets = offsetsOf(
    shape,
    permutation.map((axis) => strides[axis] as number),
  );
  const y = zeros(shape);
  for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[offsets[i] as number] as number;
  return y;
}

/** Elements of the axes from `axis` on. */
function innerSize(shape: Shape, axis: number): number {
  return shape.slice(axis).reduce((product, dimension) => product * dimension, 1);
}
