import type { AveragePoolNode, MaxPoolNode, PoolAttributes, Shape } from '@convbench/spec';
import { zeros, type Tensor } from '../interpreter/tensor.js';
import { invalid, shapeText } from './checks.js';
import type { OperatorRules, TrainingRules } from './rule.js';
import { slide } from './window.js';

type AveragePoolAttributes = AveragePoolNode['attributes'];

export const pool: OperatorRules<'MaxPool' | 'AveragePool' | 'GlobalAveragePool'> = {
  MaxPool: {
    shapes: pooledShape,
    values: ({ attributes }, [x], [shape]) => [maxPool(x, attributes, shape)],
  },
  AveragePool: {
    shapes: pooledShape,
    values: ({ attributes }, [x], [shape]) => [averagePool(x, attributes, shape)],
  },
  GlobalAveragePool: {
    shapes(node, [x]) {
      if (x.length < 3) throw invalid(node, `it needs a map, not ${shapeText(x)}`);
      return [[...x.slice(0, 2), ...x.slice(2).map(() => 1)]];
    },
    values: (_, [x], [shape]) => [globalAveragePool(x, shape)],
  },
};

export const poolGradients: TrainingRules<
  'MaxPoolGrad' | 'AveragePoolGrad' | 'GlobalAveragePoolGrad'
> = {
  MaxPoolGrad: ({ attributes }, [dy, x]) => [maxPoolGrad(dy, x, attributes)],
  AveragePoolGrad: ({ attributes }, [dy]) => [averagePoolGrad(dy, attributes)],
  GlobalAveragePoolGrad: ({ attributes }, [dy]) => [
    globalAveragePoolGrad(dy, attributes.inputShape),
  ],
};

function pooledShape(node: MaxPoolNode | AveragePoolNode, [x]: readonly [Shape]): readonly Shape[] {
  return [[...x.slice(0, 2), ...slide(node, x, node.attributes)]];
}

/** Largest value under each window. Padding is never a candidate; a NaN wins. */
export function maxPool(x: Tensor, attributes: PoolAttributes, shape: Shape): Tensor {
  const y = zeros(shape);
  forEachWindow(x.shape, shape, attributes, (window, out) => {
    y.data[out] = x.data[firstMaximum(x.data, window)] as number;
  });
  return y;
}

export function maxPoolGrad(dy: Tensor, x: Tensor, attributes: PoolAttributes): Tensor {
  const dx = zeros(x.shape);
  forEachWindow(x.shape, dy.shape, attributes, (window, out) => {
    const at = firstMaximum(x.data, window);
    dx.data[at] = (dx.data[at] as number) + (dy.data[out] as number);
  });
  return dx;
}

export function averagePool(x: Tensor, attributes: AveragePoolAttributes, shape: Shape): Tensor {
  const y = zeros(shape);
  forEachWindow(x.shape, shape, attributes, (window, out) => {
    // Loops of its own: a function for each cell took most of the time of networks with large average pools.
    let sum = 0;
    for (let h = window.top; h < window.bottom; h++) {
      const row = window.map + h * window.width;
      for (let at = row + window.left; at < row + window.right; at++) sum += x.data[at] as number;
    }
    y.data[out] = sum / divisor(window, attributes);
  });
  return y;
}

export function averagePoolGrad(
  dy: Tensor,
  attributes: AveragePoolAttributes & { readonly inputShape: Shape },
): Tensor {
  const dx = zeros(attributes.inputShape);
  forEachWindow(dx.shape, dy.shape, attributes, (window, out) => {
    const share = (dy.data[out] as number) / divisor(window, attributes);
    forEachCell(window, (at) => (dx.data[at] = (dx.data[at] as number) + share));
  });
  return dx;
}

/** [N, C, H, W] to [N, C, 1, 1] */
export function globalAveragePool(x: Tensor, shape: Shape): Tensor {
  const y = zeros(shape);
  const size = x.data.length / y.data.length;
  for (let i = 0; i < y.data.length; i++) {
    let sum = 0;
    for (let k = i * size; k < (i + 1) * size; k++) sum += x.data[k] as number;
    y.data[i] = sum / size;
  }
  return y;
}

export function globalAveragePoolGrad(dy: Tensor, inputShape: Shape): Tensor {
  const dx = zeros(inputShape);
  const size = dx.data.length / dy.data.length;
  for (let i = 0; i < dy.data.length; i++)
    dx.data.fill((dy.data[i] as number) / size, i * size, (i + 1) * size);
  return dx;
}

/** One window on one map: rows [top, bottom) and columns [left, right) of what is not padding. */
interface Window {
  /** Place of the map's first element. */
  map: number;
  /** Width of the map. */
  width: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
  /** Cells of the window inside of the padded map; what rounding up adds beyond it does not count. */
  paddedCells: number;
}

/** Visits all windows in the order of the outputs; the window object is used again for the next one. */
function forEachWindow(
  input: Shape,
  output: Shape,
  { kernelShape, strides, pads }: PoolAttributes,
  visit: (window: Window, out: number) => void,
): void {
  const [images, channels, height, width] = input as [number, number, number, number];
  const [, , outHeight, outWidth] = output as [number, number, number, number];
  const window: Window = { map: 0, width, top: 0, bottom: 0, left: 0, right: 0, paddedCells: 0 };
  let out = 0;
  for (let map = 0; map < images * channels; map++) {
    window.map = map * height * width;
    for (let oh = 0; oh < outHeight; oh++) {
      const top = oh * strides[0] - pads[0];
      const rows = Math.min(top + kernelShape[0], height + pads[2]) - top;
      window.top = Math.max(top, 0);
      window.bottom = Math.min(top + kernelShape[0], height);
      for (let ow = 0; ow < outWidth; ow++) {
        const left = ow * strides[1] - pads[1];
        window.paddedCells = rows * (Math.min(left + kernelShape[1], width + pads[3]) - left);
        window.left = Math.max(left, 0);
        window.right = Math.min(left + kernelShape[1], width);
        visit(window, out++);
      }
    }
  }
}

function forEachCell(window: Window, visit: (at: number) => void): void {
  for (let h = window.top; h < window.bottom; h++)
    for (let w = window.left; w < window.right; w++) visit(window.map + h * window.width + w);
}

function firstMaximum(x: Float64Array, window: Window): number {
  let at = window.map + window.top * window.width + window.left;
  let largest = x[at] as number;
  for (let h = window.top; h < window.bottom; h++)
    for (let w = window.left; w < window.right; w++) {
      const here = window.map + h * window.width + w;
      const value = x[here] as number;
      if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) {
        largest = value;
        at = here;
      }
    }
  return at;
}

function divisor(window: Window, { countIncludePad }: AveragePoolAttributes): number {
  return countIncludePad
    ? window.paddedCells
    : (window.bottom - window.top) * (window.right - window.left);
}
