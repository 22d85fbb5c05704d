import type { Shape } from '@convbench/spec';
import { broadcastOffsets, zeros, type Tensor } from './tensor.js';

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
