/** @file Rearranging the values of a constant. */
import type { Dimension } from '@convbench/spec';
import { elementCount } from '@convbench/graph';
import type { ConstantTensor } from '../constants.js';

/** Distance in elements between neighbours along each axis. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/**
 * A tensor of another shape with values of `tensor`: at the given positions (one for each element of the result), or
 * at `offset` plus the sum of index times stride.
 */
export function pick(
  tensor: ConstantTensor,
  shape: readonly number[],
  stridesOrPositions: Int32Array | readonly number[],
  offset = 0,
): ConstantTensor {
  const positions =
    stridesOrPositions instanceof Int32Array
      ? stridesOrPositions
      : stridedPositions(shape, stridesOrPositions, offset);
  if (tensor.kind === 'float') {
    const values = new Float32Array(positions.length);
    for (let i = 0; i < positions.length; i++) {
      values[i] = tensor.values[positions[i] as number] as number;
    }
    return { kind: 'float', shape, values };
  }
  const values = Array.from(positions, (position) => tensor.values[position] as Dimension);
  return { kind: 'integer', shape, values };
}

/** A tensor of the kind of `like`. */
export function withValues(
  like: ConstantTensor,
  shape: readonly number[],
  values: readonly Dimension[],
): ConstantTensor {
  return like.kind === 'float'
    ? { kind: 'float', shape, values: Float32Array.from(values, Number) }
    : { kind: 'integer', shape, values };
}

function stridedPositions(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): Int32Array {
  const positions = new Int32Array(elementCount(shape));
  const index = new Array<number>(shape.length).fill(0);
  let position = offset;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = position;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis] as number;
      const next = (index[axis] as number) + 1;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        break;
      }
      position -= next * (strides[axis] as number);
      index[axis] = 0;
    }
  }
  return positions;
}
