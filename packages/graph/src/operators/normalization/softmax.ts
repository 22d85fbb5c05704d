import { zeros, type Tensor } from '../../interpreter/tensor.js';

export function softmax(x: Tensor, axis: number): Tensor {
  const y = zeros(x.shape);
  forEachLine(x, axis, (at, length) => {
    let largest = -Infinity;
    for (let i = 0; i < length; i++) largest = Math.max(largest, x.data[at(i)] as number);
    let sum = 0;
    for (let i = 0; i < length; i++) sum += Math.exp((x.data[at(i)] as number) - largest);
    for (let i = 0; i < length; i++)
      y.data[at(i)] = Math.exp((x.data[at(i)] as number) - largest) / sum;
  });
  return y;
}

/** dx = y * (dy - sum(dy * y)) */
export function softmaxGrad(dy: Tensor, y: Tensor, axis: number): Tensor {
  const dx = zeros(y.shape);
  forEachLine(y, axis, (at, length) => {
    let inner = 0;
    for (let i = 0; i < length; i++)
      inner += (dy.data[at(i)] as number) * (y.data[at(i)] as number);
    for (let i = 0; i < length; i++)
      dx.data[at(i)] = (y.data[at(i)] as number) * ((dy.data[at(i)] as number) - inner);
  });
  return dx;
}

/** Visits the lines along an axis; `at(i)` is the place of the i-th element of the line. */
function forEachLine(
  { shape, data }: Tensor,
  axis: number,
  visit: (at: (i: number) => number, length: number) => void,
): void {
  const along = axis < 0 ? axis + shape.length : axis;
  const length = shape[along] as number;
  const inner = shape.slice(along + 1).reduce((product, dimension) => product * dimension, 1);
  for (let begin = 0; begin < data.length; begin += length * inner)
    for (let k = 0; k < inner; k++) visit((i) => begin + i * inner + k, length);
}
