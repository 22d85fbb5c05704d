/** @file Sizes of a convolution and the choice among its formulations. */
import type { ConvAttributes, Pads, Pair, Shape } from '@convbench/spec';
import type { LoweringOptions } from '../options.js';

export interface ConvolutionGeometry {
  readonly batch: number;
  readonly inputChannels: number;
  readonly inputSize: Pair;
  readonly outputChannels: number;
  readonly outputSize: Pair;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  readonly group: number;
}

/** `x` and `y` are [N, C, H, W], `weight` [O, I / group, kh, kw]. */
export function convolutionGeometry(
  x: Shape,
  weight: Shape,
  y: Shape,
  attributes: ConvAttributes,
): ConvolutionGeometry {
  const [batch = 1, inputChannels = 1, inputHeight = 1, inputWidth = 1] = x;
  const [outputChannels = 1, , kernelHeight = 1, kernelWidth = 1] = weight;
  const [, , outputHeight = 1, outputWidth = 1] = y;
  return {
    batch,
    inputChannels,
    inputSize: [inputHeight, inputWidth],
    outputChannels,
    outputSize: [outputHeight, outputWidth],
    kernel: [kernelHeight, kernelWidth],
    strides: attributes.strides,
    pads: attributes.pads,
    dilations: attributes.dilations,
    group: attributes.group,
  };
}

/** A convolution that is one matrix product in all three directions. */
export function isPointwise(g: ConvolutionGeometry): boolean {
  return (
    g.group === 1 &&
    [...g.kernel, ...g.strides].every((size) => size === 1) &&
    g.pads.every((pad) => pad === 0)
  );
}

export function isUnitStride(g: ConvolutionGeometry): boolean {
  return g.strides.every((stride) => stride === 1);
}

/** Weight gradient by unfolded columns: with few input channels the convolution form has too short rows. */
export function usesColumns(g: ConvolutionGeometry, options: LoweringOptions): boolean {
  return g.group === 1 && g.inputChannels < options.columnsBelowChannels;
}

/** Whether the weights are best stored as [O, kh, kw, I], which is what the weight gradient delivers. */
export function storesInputChannelsLast(g: ConvolutionGeometry, options: LoweringOptions): boolean {
  return options.device === 'cpu' && !isPointwise(g) && !usesColumns(g, options);
}

/**
 * Whether the map is so small beside the kernel that most products would be with the padding. Along an axis on which
 * the kernel has one tap, the convolution must not move or skip pixels.
 */
export function isDense(g: ConvolutionGeometry, options: LoweringOptions): boolean {
  if (isPointwise(g) || g.group !== 1 || usesColumns(g, options)) return false;
  const reaching = ([0, 1] as const).filter((axis) => g.kernel[axis] > 1);
  const others = ([0, 1] as const).filter((axis) => g.kernel[axis] === 1);
  const keepsOthers = others.every(
    (axis) => g.strides[axis] === 1 && g.pads[axis] === 0 && g.pads[axis + 2] === 0,
  );
  const product = (sizes: Pair): number =>
    reaching.reduce<number>((all, axis) => all * sizes[axis], 1);
  const limit = options.denseBelowRatio * product(g.kernel);
  return reaching.length > 0 && keepsOthers && product(g.inputSize) < limit;
}

/** Forward pass: cheaper to transpose the input than the weights. */
export function transposesInput(g: ConvolutionGeometry, options: LoweringOptions): boolean {
  const weightsPerInputChannel = g.outputChannels * g.kernel[0] * g.kernel[1];
  const activationsPerInputChannel = g.inputSize[0] * g.inputSize[1] * g.batch;
  return weightsPerInputChannel > options.transposeInputAboveRatio * activationsPerInputChannel;
}

/** Distance from the first to the last tap of a dilated kernel, plus 1, along an axis. */
export function dilatedKernel(g: ConvolutionGeometry, axis: 0 | 1): number {
  return g.dilations[axis] * (g.kernel[axis] - 1) + 1;
}

/** Weight gradient: trailing pad that leaves exactly as many windows as the kernel has taps; negative: pixels to crop. */
export function trailingPad(g: ConvolutionGeometry, axis: 0 | 1): number {
  const reach = dilatedKernel(g, axis) + g.strides[axis] * (g.outputSize[axis] - 1);
  return reach - g.inputSize[axis] - g.pads[axis];
}

/** Trailing pixels of the (padded) input that no window covers, because the stride skips them. */
export function unreachedPixels(g: ConvolutionGeometry, axis: 0 | 1): number {
  const covered = (g.outputSize[axis] - 1) * g.strides[axis] + dilatedKernel(g, axis);
  return g.inputSize[axis] + g.pads[axis] + g.pads[axis === 0 ? 2 : 3] - covered;
}
