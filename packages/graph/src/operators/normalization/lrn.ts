import type { LrnAttributes } from '@convbench/spec';
import { zeros, type Tensor } from '../../interpreter/tensor.js';

/** y = x / scale ^ beta, scale = bias + alpha / size * (sum of squares over the window of channels). */
export function lrn(x: Tensor, attributes: LrnAttributes): Tensor {
  const scale = scalesOf(x, attributes);
  return {
    shape: x.shape,
    data: x.data.map((value, i) => value * (scale[i] as number) ** -attributes.beta),
  };
}

/** dx = dy / scale ^ beta - 2 alpha beta / size * x * (sum of dy * y / scale over the windows that x is in). */
export function lrnGrad(dy: Tensor, x: Tensor, y: Tensor, attributes: LrnAttributes): Tensor {
  const { size, alpha, beta } = attributes;
  const scale = scalesOf(x, attributes);
  const dx = zeros(x.shape);
  for (let i = 0; i < dx.data.length; i++)
    dx.data[i] = (dy.data[i] as number) * (scale[i] as number) ** -beta;
  forEachPair(x, size, (center, neighbour) => {
    const flow =
      ((dy.data[center] as number) * (y.data[center] as number)) / (scale[center] as number);
    dx.data[neighbour] =
      (dx.data[neighbour] as number) -
      ((2 * alpha * beta) / size) * (x.data[neighbour] as number) * flow;
  });
  return dx;
}

function scalesOf(x: Tensor, { size, alpha, bias }: LrnAttributes): Float64Array {
  const scale = new Float64Array(x.data.length).fill(bias);
  forEachPair(x, size, (center, neighbour) => {
    scale[center] = (scale[center] as number) + (alpha / size) * (x.data[neighbour] as number) ** 2;
  });
  return scale;
}

/** Visits each element with every element in its window of channels, itself included. An even size leans forward. */
function forEachPair(
  { shape, data }: Tensor,
  size: number,
  visit: (center: number, neighbour: number) => void,
): void {
  const [images = 0, channels = 0] = shape;
  const map = data.length / (images * channels);
  const before = Math.floor((size - 1) / 2);
  const after = size - 1 - before;
  for (let n = 0; n < images; n++)
    for (let c = 0; c < channels; c++) {
      const last = Math.min(c + after, channels - 1);
      for (let other = Math.max(c - before, 0); other <= last; other++)
        for (let i = 0; i < map; i++)
          visit((n * channels + c) * map + i, (n * channels + other) * map + i);
    }
}
