/** @file ConvGradWeight: what a convolution passes back to its weights. */
import type { ConvGradWeightNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import {
  convolutionGeometry,
  isDense,
  isPointwise,
  trailingPad,
  usesColumns,
  type ConvolutionGeometry,
} from './convolutionGeometry.js';
import { denseWeightGradient } from './denseConvolution.js';
import { gradientProduct } from '../update/gradientProduct.js';
import { unfoldedColumns } from './unfoldedColumns.js';

export function lowerConvGradWeight(node: ConvGradWeightNode, context: LoweringContext): void {
  const [dy, x] = node.inputs;
  const [dWeight] = node.outputs;
  const g = convolutionGeometry(
    context.shapeOf(x),
    context.shapeOf(dWeight),
    context.shapeOf(dy),
    node.attributes,
  );
  if (isPointwise(g)) gradientProduct(dWeight, context.matrix(dy), context.matrix(x), context);
  else if (usesColumns(g, context.options))
    gradientProduct(dWeight, context.matrix(dy), unfoldedColumns(x, g, context), context);
  else if (isDense(g, context.options))
    context.store(dWeight, denseWeightGradient(dy, x, g, context), 'outputSpatialInput');
  else context.store(dWeight, byConvolution(dy, x, g, context), 'outputSpatialInput');
}

/**
 * dWeight [O, kh, kw, I] as a convolution whose kernel is dy: over x as [1, 1, H, W, N * I], kernel [OH, OW, N] with
 * dilation I along the last axis, so that its windows are the input channels. Groups stay groups: I is then the
 * channels of one, and each has an image of its own.
 */
function byConvolution(
  dy: string,
  x: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const [height, width] = g.inputSize;
  const groupChannels = g.inputChannels / g.group;
  const channelsInner = transposedActivation(x, g.group, context);
  const volume = build.view(channelsInner, [1, g.group, height, width, g.batch * groupChannels]);
  const below = trailingPad(g, 0);
  const beyond = trailingPad(g, 1);
  const kernel = build.view(context.batchLast(dy), [g.outputChannels, 1, ...g.outputSize, g.batch]);
  return build.op('Conv', [cropped(volume, below, beyond, g, context), kernel], {
    kernel_shape: { ints: [...g.outputSize, g.batch] },
    strides: { ints: [...g.dilations, 1] },
    pads: { ints: [g.pads[0], g.pads[1], 0, Math.max(below, 0), Math.max(beyond, 0), 0] },
    dilations: { ints: [...g.strides, groupChannels] },
    group: { int: g.group },
  });
}

/** [groups, H * W * N, C / groups]; shared by the convolutions that read the same tensor. */
function transposedActivation(x: string, groups: number, context: LoweringContext): string {
  const key = `${x}@channelsInner${groups}`;
  const known = context.saved.get(key);
  if (typeof known === 'string') return known;
  const { build } = context;
  const { channels, plane } = context.activation(x);
  const transposed =
    groups === 1
      ? build.transpose(context.matrix(x), [1, 0])
      : build.transpose(
          build.view(context.batchLast(x), [groups, channels / groups, plane]),
          [0, 2, 1],
        );
  context.saved.set(key, transposed);
  return transposed;
}

function cropped(
  volume: string,
  below: number,
  beyond: number,
  g: ConvolutionGeometry,
  { build }: LoweringContext,
): string {
  if (below >= 0 && beyond >= 0) return volume;
  const ends = [g.inputSize[0] + Math.min(below, 0), g.inputSize[1] + Math.min(beyond, 0)];
  return build.op('Slice', [volume, build.ints([0, 0]), build.ints(ends), build.ints([2, 3])]);
}
