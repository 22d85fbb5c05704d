/** @file AveragePool and AveragePoolGrad. */
import type { AveragePoolGradNode, AveragePoolNode } from '@convbench/spec';
import { averagingMatrix, divisorsOf, windowsFit, type AveragingAxis } from './averagingAxis.js';
import type { LoweringContext } from '../context.js';
import { isPlanar, mapsOf, type Maps } from '../maps.js';

/** [rows, columns] */
type Axes = readonly [AveragingAxis, AveragingAxis];

/**
 * onnxruntime's own operator is the fastest form on the CPU, but has rules of its own for windows that leave the padded
 * map.
 */
export function lowerAveragePool(node: AveragePoolNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const input = mapsOf(x, context);
  const axes = axesOf(node, input, mapsOf(y, context));
  const tensor = context.as(x, input.layout);
  const pooled =
    !isPlanar(context) && axes.every(windowsFit)
      ? pooledVolume(tensor, input, axes, context)
      : matrixProducts(tensor, input, axes, false, context);
  context.store(y, pooled, input.layout);
}

/** Each pixel gets its shares of the windows that it is in. With stride 1 that is an average pool again. */
export function lowerAveragePoolGrad(node: AveragePoolGradNode, context: LoweringContext): void {
  const [dy] = node.inputs;
  const [dx] = node.outputs;
  const output = mapsOf(dy, context);
  const axes = axesOf(node, mapsOf(dx, context), output);
  const tensor = context.as(dy, output.layout);
  const isPool = !isPlanar(context) && axes.every((axis) => axis.stride === 1 && windowsFit(axis));
  const shared = isPool
    ? pooledVolume(withShares(tensor, output, axes, context), output, mirrored(axes), context)
    : matrixProducts(tensor, output, axes, true, context);
  context.store(dx, shared, output.layout);
}

function axesOf(
  { attributes }: AveragePoolNode | AveragePoolGradNode,
  input: Maps,
  output: Maps,
): Axes {
  const axis = (i: 0 | 1, size: number, outputSize: number): AveragingAxis => ({
    size,
    kernel: attributes.kernelShape[i],
    stride: attributes.strides[i],
    padBegin: attributes.pads[i],
    padEnd: attributes.pads[i === 0 ? 2 : 3],
    outputSize,
    countIncludePad: attributes.countIncludePad,
  });
  return [axis(0, input.height, output.height), axis(1, input.width, output.width)];
}

/** In the volume [1, C, H, W, N], with a kernel of depth 1. */
function pooledVolume(
  x: string,
  { channels, height, width, inner }: Maps,
  [rows, columns]: Axes,
  { build }: LoweringContext,
): string {
  return build.op('AveragePool', [build.view(x, [1, channels, height, width, inner])], {
    kernel_shape: { ints: [rows.kernel, columns.kernel, 1] },
    strides: { ints: [rows.stride, columns.stride, 1] },
    pads: { ints: [rows.padBegin, columns.padBegin, 0, rows.padEnd, columns.padEnd, 0] },
    count_include_pad: { int: Number(rows.countIncludePad) },
  });
}

/** The windows of output pixels that an input pixel is in. */
function mirrored(axes: Axes): Axes {
  return axes.map((axis) => ({
    ...axis,
    size: axis.outputSize,
    outputSize: axis.size,
    padBegin: axis.kernel - 1 - axis.padBegin,
    padEnd: axis.kernel - 1 - axis.padEnd,
    countIncludePad: true,
  })) as unknown as Axes;
}

/** dy, weighted so that the divisor of every window becomes the size of the kernel. */
function withShares(
  dy: string,
  { channels, height, width, inner }: Maps,
  [rows, columns]: Axes,
  { build }: LoweringContext,
): string {
  const cells = rows.kernel * columns.kernel;
  const factors = divisorsOf(rows).flatMap((high) =>
    divisorsOf(columns).map((wide) => cells / (high * wide)),
  );
  if (factors.every((factor) => factor === 1)) return dy;
  const pixels = height * width;
  const name = `shares_${[rows, columns].map((axis) => Object.values(axis).join('_')).join('/')}`;
  const constant = build.constant(name, [1, pixels, 1], Float32Array.from(factors));
  return build.op('Mul', [build.view(dy, [channels, pixels, inner]), constant]);
}

/** One axis after the other as products with matrices, rows first; transposed for the gradient. */
function matrixProducts(
  x: string,
  { images, channels, width, inner }: Maps,
  [rows, columns]: Axes,
  transposed: boolean,
  context: LoweringContext,
): string {
  const outer = images * channels;
  const made = transposed ? rows.size : rows.outputSize;
  const high = axisProduct(x, outer, width * inner, rows, transposed, context);
  return axisProduct(high, outer * made, inner, columns, transposed, context);
}

function axisProduct(
  x: string,
  outer: number,
  inner: number,
  axis: AveragingAxis,
  transposed: boolean,
  { build }: LoweringContext,
): string {
  const { size, outputSize } = axis;
  const matrix = averagingMatrix(axis);
  const [from, to] = transposed ? [outputSize, size] : [size, outputSize];
  const name = `averages_${Object.values(axis).join('_')}`;
  const forward = (): string => build.constant(name, [outputSize, size], matrix);
  const backward = (): string =>
    build.constant(`${name}_transposed`, [size, outputSize], transpose(matrix, outputSize, size));
  // One large product in place of many with a vector.
  if (inner === 1)
    return build.op('MatMul', [build.view(x, [outer, from]), transposed ? forward() : backward()]);
  return build.view(
    build.op('MatMul', [transposed ? backward() : forward(), build.view(x, [outer, from, inner])]),
    [outer, to, inner],
  );
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    matrix,
    (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] as number,
  );
}
