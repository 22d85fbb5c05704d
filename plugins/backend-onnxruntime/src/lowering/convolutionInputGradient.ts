/** @file ConvGradInput: what a convolution passes back to its input. */
import type { ConvGradInputNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';
import {
  convolutionGeometry,
  dilatedKernel,
  isPointwise,
  isUnitStride,
  type ConvolutionGeometry,
} from './convolutionGeometry.js';

export function lowerConvGradInput(node: ConvGradInputNode, context: LoweringContext): void {
  const [dy, weight] = node.inputs;
  const [dx] = node.outputs;
  const geometry = convolutionGeometry(
    node.attributes.inputShape,
    context.shapeOf(weight),
    context.shapeOf(dy),
    node.attributes,
  );
  context.store(dx, inputGradient(dy, weight, geometry, context), 'batchLast');
}

function inputGradient(
  dy: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  if (isPointwise(g)) {
    const matrix = context.build.view(context.logical(weight), [g.outputChannels, g.inputChannels]);
    return context.build.op('Gemm', [matrix, context.matrix(dy)], { transA: { int: 1 } });
  }
  const pads = fullPads(g);
  return isUnitStride(g) && pads.every((pad) => pad >= 0)
    ? reversedKernel(dy, weight, pads, g, context)
    : transposedConvolution(dy, weight, g, context);
}

/** Pads under which the convolution with the reversed kernel gives every input pixel. */
function fullPads(g: ConvolutionGeometry): [number, number, number, number] {
  const [top, left, bottom, right] = g.pads;
  const height = dilatedKernel(g, 0) - 1;
  const width = dilatedKernel(g, 1) - 1;
  return [height - top, width - left, height - bottom, width - right];
}

/** A convolution of dy [1, O, OH, OW * N] with the kernel turned by 180 degrees and O, I exchanged. */
function reversedKernel(
  dy: string,
  weight: string,
  [top, left, bottom, right]: readonly [number, number, number, number],
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const [height, width] = g.outputSize;
  const image = build.view(context.batchLast(dy), [1, g.outputChannels, height, width * g.batch]);
  return build.op('Conv', [image, reversedWeights(weight, g, context)], {
    kernel_shape: { ints: g.kernel },
    pads: { ints: [top, left * g.batch, bottom, right * g.batch] },
    dilations: { ints: [g.dilations[0], g.dilations[1] * g.batch] },
    group: { int: g.group },
  });
}

/** [I, O / groups, kh, kw] */
function reversedWeights(weight: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const { inputChannels: i, outputChannels: o } = g;
  const taps = g.kernel[0] * g.kernel[1];
  const reversed = Array.from({ length: taps }, (_, tap) => taps - 1 - tap);
  if (g.group > 1) return reversedGroups(weight, g, context);
  const shape = [i, o, ...g.kernel];
  if (context.layoutOf(weight) === 'outputSpatialInput') {
    const turned = build.gather(build.view(context.stored(weight), [o, taps, i]), reversed, 1);
    return build.view(build.transpose(build.view(turned, [o * taps, i]), [1, 0]), shape);
  }
  const turned = build.gather(build.view(context.logical(weight), [o, i, taps]), reversed, 2);
  return build.view(build.transpose(turned, [1, 0, 2]), shape);
}

/** Within each group input and output channels are exchanged. */
function reversedGroups(weight: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const outputs = g.outputChannels / g.group;
  const inputs = g.inputChannels / g.group;
  const taps = g.kernel[0] * g.kernel[1];
  const reversed = Array.from({ length: taps }, (_, tap) => taps - 1 - tap);
  const byGroup = build.view(context.logical(weight), [g.group, outputs, inputs, taps]);
  const turned = build.gather(byGroup, reversed, 3);
  const exchanged = build.transpose(turned, [0, 2, 1, 3]);
  return build.view(exchanged, [g.inputChannels, outputs, ...g.kernel]);
}

/** For strides; in the volume [1, O, OH, OW, N]. */
function transposedConvolution(
  dy: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const [top, left, bottom, right] = g.pads;
  const volume = build.view(context.batchLast(dy), [1, g.outputChannels, ...g.outputSize, g.batch]);
  const weights = build.view(context.logical(weight), [
    g.outputChannels,
    g.inputChannels / g.group,
    ...g.kernel,
    1,
  ]);
  return build.op('ConvTranspose', [volume, weights], {
    kernel_shape: { ints: [...g.kernel, 1] },
    strides: { ints: [...g.strides, 1] },
    pads: { ints: [top, left, 0, bottom, right, 0] },
    dilations: { ints: [...g.dilations, 1] },
    group: { int: g.group },
    output_padding: { ints: [unreachedPixels(g, 0), unreachedPixels(g, 1), 0] },
  });
}

/** Trailing pixels of the (padded) input that no window covers, because the stride skips them. */
function unreachedPixels(g: ConvolutionGeometry, axis: 0 | 1): number {
  const covered = (g.outputSize[axis] - 1) * g.strides[axis] + dilatedKernel(g, axis);
  return g.inputSize[axis] + g.pads[axis] + g.pads[axis === 0 ? 2 : 3] - covered;
}
