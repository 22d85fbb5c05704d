/** @file Sums and products of two tensors, with NumPy's broadcasting. */
import type { AddNode, MulNode, Shape } from '@convbench/spec';
import { broadcastShapes } from '../axes.js';
import { broadcastOffsets, zeros, type Tensor } from '../interpreter/tensor.js';
import { invalid, shapeText } from './checks.js';
import type { OperatorRules, TrainingRules } from './rule.js';

export const binary: OperatorRules<'Add' | 'Mul'> = {
  Add: { shapes: broadcast, values: (_, [a, b], [shape]) => [add(a, b, shape)] },
  Mul: { shapes: broadcast, values: (_, [a, b], [shape]) => [mul(a, b, shape)] },
};

export const binaryTraining: TrainingRules<'DropoutMask' | 'Unbroadcast'> = {
  DropoutMask: (_, [x, mask], [shape]) => [mul(x, mask, shape)],
  Unbroadcast: ({ attributes }, [x]) => [unbroadcast(x, attributes.shape)],
};

function broadcast(node: AddNode | MulNode, [a, b]: readonly [Shape, Shape]): readonly Shape[] {
  const shape = broadcastShapes(a, b);
  if (!shape) throw invalid(node, `${shapeText(a)} and ${shapeText(b)} do not broadcast`);
  return [shape];
}

/** With NumPy broadcasting; `shape` is that of the result. */
export function add(a: Tensor, b: Tensor, shape: Shape): Tensor {
  return combine(a, b, shape, (left, right) => left + right);
}

/** With NumPy broadcasting; `shape` is that of the result. */
export function mul(a: Tensor, b: Tensor, shape: Shape): Tensor {
  return combine(a, b, shape, (left, right) => left * right);
}

/** Sums over the axes that broadcasting from `shape` had stretched. */
export function unbroadcast(x: Tensor, shape: Shape): Tensor {
  const y = zeros(shape);
  const offsets = broadcastOffsets(shape, x.shape);
  for (let i = 0; i < offsets.length; i++) {
    const at = offsets[i] as number;
    y.data[at] = (y.data[at] as number) + (x.data[i] as number);
  }
  return y;
}

function combine(
  a: Tensor,
  b: Tensor,
  shape: Shape,
  operate: (left: number, right: number) => number,
): Tensor {
  const y = zeros(shape);
  // Both as large as the result: nothing is stretched, and each value meets the one at its own place.
  if (a.data.length === y.data.length && b.data.length === y.data.length) {
    for (let i = 0; i < y.data.length; i++)
      y.data[i] = operate(a.data[i] as number, b.data[i] as number);
    return y;
  }
  const left = broadcastOffsets(a.shape, shape);
  const right = broadcastOffsets(b.shape, shape);
  for (let i = 0; i < y.data.length; i++)
    y.data[i] = operate(a.data[left[i] as number] as number, b.data[right[i] as number] as number);
  return y;
}
