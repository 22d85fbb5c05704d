/** @file Convolutions on [N, C, H, W], as graphics processors have them, with weights [O, I, kh, kw]. */
import type { ConvGradInputNode, ConvGradWeightNode, ConvNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import {
  convolutionGeometry,
  isPointwise,
  trailingPad,
  unreachedPixels,
  type ConvolutionGeometry,
} from './convolutionGeometry.js';
import { gradientProduct } from '../update/gradientProduct.js';
import type { Attributes } from '../stepBuilder.js';

export function lowerPlanarConv(node: ConvNode, context: LoweringContext): void {
  const { build } = context;
  const [x, weight, bias] = node.inputs;
  const [y] = node.outputs;
  const g = geometryOf(x, weight, y, node.attributes, context);
  const image = build.view(context.logical(x), context.shapeOf(x));
  const kernel = build.view(context.logical(weight), context.shapeOf(weight));
  const offsets = bias === undefined ? [] : [build.view(context.logical(bias), [g.outputChannels])];
  context.store(y, convolution([image, kernel, ...offsets], g, windowOf(g), context), 'logical');
}

/** A transposed convolution, whatever the window; one for each group on webgpu, whose kernel is wrong for some groups. */
export function lowerPlanarConvGradInput(node: ConvGradInputNode, context: LoweringContext): void {
  const { build, options } = context;
  const [dy, weight] = node.inputs;
  const [dx] = node.outputs;
  const g = geometryOf(dx, weight, dy, node.attributes, context);
  const gradient = build.view(context.logical(dy), context.shapeOf(dy));
  const kernel = build.view(context.logical(weight), context.shapeOf(weight));
  const runs = options.device === 'webgpu' ? g.group : 1;
  const channels = Array<number>(runs).fill(g.outputChannels / runs);
  const kernels = build.split(kernel, channels, 0);
  const parts = build.split(gradient, channels, 1).map((part, i) =>
    build.op('ConvTranspose', [part, kernels[i] as string], {
      ...windowOf(g),
      group: { int: g.group / runs },
      output_padding: { ints: [unreachedPixels(g, 0), unreachedPixels(g, 1)] },
    }),
  );
  context.store(dx, build.concat(parts, 1), 'logical');
}

/**
 * dWeight as a convolution whose kernel is dy, with batch and channels exchanged: images are the input channels of a
 * group, channels the images of every group.
 */
export function lowerPlanarConvGradWeight(
  node: ConvGradWeightNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [dy, x] = node.inputs;
  const [dWeight] = node.outputs;
  const g = geometryOf(x, dWeight, dy, node.attributes, context);
  if (isPointwise(g)) {
    gradientProduct(dWeight, rows(dy, context), rows(x, context), context);
    return;
  }
  const channels = g.inputChannels / g.group;
  const below = trailingPad(g, 0);
  const beyond = trailingPad(g, 1);
  const byGroup = build.view(context.logical(x), [g.batch, g.group, channels, ...g.inputSize]);
  const exchanged = build.view(build.transpose(byGroup, [2, 1, 0, 3, 4]), [
    channels,
    g.group * g.batch,
    ...g.inputSize,
  ]);
  const kernel = build.transpose(
    build.view(context.logical(dy), context.shapeOf(dy)),
    [1, 0, 2, 3],
  );
  const image = cropped(exchanged, below, beyond, g, context);
  const exchangedGeometry = { ...g, inputChannels: g.group * g.batch, kernel: g.outputSize };
  const gradient = convolution(
    [image, kernel],
    exchangedGeometry,
    {
      kernel_shape: { ints: g.outputSize },
      strides: { ints: g.dilations },
      pads: { ints: [g.pads[0], g.pads[1], Math.max(below, 0), Math.max(beyond, 0)] },
      dilations: { ints: g.strides },
      group: { int: g.group },
    },
    context,
  );
  const window = g.kernel[0] * g.kernel[1];
  const byInput = build.view(gradient, [channels, g.outputChannels, window]);
  context.store(dWeight, build.transpose(byInput, [1, 0, 2]), 'logical');
}

function geometryOf(
  x: string,
  weight: string,
  y: string,
  attributes: ConvNode['attributes'],
  context: LoweringContext,
): ConvolutionGeometry {
  return convolutionGeometry(
    context.shapeOf(x),
    context.shapeOf(weight),
    context.shapeOf(y),
    attributes,
  );
}

function windowOf(g: ConvolutionGeometry): Attributes {
  return {
    kernel_shape: { ints: g.kernel },
    strides: { ints: g.strides },
    pads: { ints: g.pads },
    dilations: { ints: g.dilations },
    group: { int: g.group },
  };
}

/** [C, N * H * W] */
function rows(name: string, context: LoweringContext): string {
  const { build } = context;
  const { channels, height, width, batch } = context.activation(name);
  const maps = build.view(context.logical(name), [batch, channels, height * width]);
  return build.view(build.transpose(maps, [1, 0, 2]), [channels, batch * height * width]);
}

/**
 * A Conv; for webgpu with channels of zeros where onnxruntime's kernel may be wrong: windows of more than one pixel over
 * more than 4 input channels that are no multiple of 4 (6, 9, 15 and 18 were found wrong, see docs/gpu.md).
 */
function convolution(
  [x, weight, ...bias]: readonly [string, string, ...string[]],
  g: Pick<ConvolutionGeometry, 'inputChannels' | 'group' | 'kernel'>,
  attributes: Attributes,
  { build, options }: LoweringContext,
): string {
  const mayBeWrong =
    options.device === 'webgpu' &&
    g.group === 1 &&
    g.inputChannels > 4 &&
    g.kernel[0] * g.kernel[1] > 1;
  const zeros = mayBeWrong ? (4 - (g.inputChannels % 4)) % 4 : 0;
  const padded = (tensor: string): string =>
    zeros > 0 ? build.op('Pad', [tensor, build.ints([0, 0, 0, 0, 0, zeros, 0, 0])]) : tensor;
  return build.op('Conv', [padded(x), padded(weight), ...bias], attributes);
}

function cropped(
  image: string,
  below: number,
  beyond: number,
  g: ConvolutionGeometry,
  { build }: LoweringContext,
): string {
  if (below >= 0 && beyond >= 0) return image;
  const ends = [g.inputSize[0] + Math.min(below, 0), g.inputSize[1] + Math.min(beyond, 0)];
  return build.op('Slice', [image, build.ints([0, 0]), build.ints(ends), build.ints([2, 3])]);
}
