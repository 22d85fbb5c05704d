/** @file MaxPool and MaxPoolGrad: one axis after the other, columns first. */
import type { MaxPoolGradNode, MaxPoolNode, PoolAttributes } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { mapsOf } from '../maps.js';
import { poolBackward, poolForward, type PoolAxis } from './poolStage.js';

/**
 * The leftmost maximum of each row and then the topmost of those is the first maximum in row-major order, which is
 * where PyTorch sends the gradient.
 */
export function lowerMaxPool(node: MaxPoolNode, context: LoweringContext): void {
  const { build } = context;
  const [x] = node.inputs;
  const [y] = node.outputs;
  const { columns, rows } = axesOf(x, y, node.attributes, context);
  const { layout } = mapsOf(x, context);
  const rowMaxima = poolForward(build, context.as(x, layout), columns);
  context.saved.set(y, rowMaxima);
  context.store(y, poolForward(build, rowMaxima, rows), layout);
}

export function lowerMaxPoolGrad(node: MaxPoolGradNode, context: LoweringContext): void {
  const { build } = context;
  const [dy, x, y] = node.inputs;
  const { columns, rows } = axesOf(x, y, node.attributes, context);
  const rowMaxima = context.saved.get(y) as string;
  const { layout } = mapsOf(x, context);
  const [gradient, maxima] = [context.as(dy, layout), context.as(y, layout)];
  const dRowMaxima = poolBackward(build, gradient, rowMaxima, maxima, rows);
  const dx = poolBackward(build, dRowMaxima, context.as(x, layout), rowMaxima, columns);
  context.store(node.outputs[0], dx, layout);
}

function axesOf(
  x: string,
  y: string,
  { kernelShape, strides, pads }: PoolAttributes,
  context: LoweringContext,
): { readonly columns: PoolAxis; readonly rows: PoolAxis } {
  const { images, channels, height, width, inner } = mapsOf(x, context);
  const output = context.activation(y);
  const columns = {
    outer: images * channels * height,
    size: width,
    inner,
    kernel: kernelShape[1],
    stride: strides[1],
    padBegin: pads[1],
    outputSize: output.width,
  };
  const rows = {
    outer: images * channels,
    size: height,
    inner: output.width * inner,
    kernel: kernelShape[0],
    stride: strides[0],
    padBegin: pads[0],
    outputSize: output.height,
  };
  return { columns, rows };
}
