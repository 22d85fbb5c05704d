import type { Shape } from '@convbench/spec';
import { elementCount } from '../axes.js';

/** A value of the interpreter: row-major, float64. Never changed once made. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
  /** The same values as float32, of weights: who only reads them once need not widen hundreds of megabytes first. */
  readonly stored?: Float32Array;
}

export function zeros(shape: Shape): Tensor {
  return { shape, data: new Float64Array(elementCount(shape)) };
}

export function tensorOf(shape: Shape, values: ArrayLike<number>): Tensor {
  return { shape, data: new Float64Array(values) };
}

/** Values that are kept as they were stored until somebody asks for them in float64. */
export function storedTensor(shape: Shape, stored: Float32Array): Tensor {
  let wide: Float64Array | undefined;
  return {
    shape,
    stored,
    get data() {
      wide ??= new Float64Array(stored);
      return wide;
    },
  };
}

/** The same values under another shape. */
export function withShape(x: Tensor, shape: Shape): Tensor {
  return { shape, data: x.data };
}

/** Row-major strides of a shape, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}

/** The offset `sum(index * stride)` of every index of `shape`, in row-major order. */
export function offsetsOf(shape: Shape, strides: readonly number[]): Int32Array {
  let offsets = new Int32Array(1);
  shape.forEach((dimension, axis) => {
    const stride = strides[axis] as number;
    const finer = new Int32Array(offsets.length * dimension);
    for (let i = 0, to = 0; i < offsets.length; i++)
      for (let k = 0; k < dimension; k++) finer[to++] = (offsets[i] as number) + k * stride;
    offsets = finer;
  });
  return offsets;
}

/** Offsets into a tensor of shape `from` for every index of `to`, to which it broadcasts. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array {
  const strides = stridesOf(from);
  const lead = to.length - from.length;
  const stretched = to.map((_, axis) =>
    axis < lead || from[axis - lead] === 1 ? 0 : (strides[axis - lead] as number),
  );
  return offsetsOf(to, stretched);
}
