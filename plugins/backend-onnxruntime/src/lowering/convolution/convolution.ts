/** @file Conv, forward. Activations are [C, H, W, N], so one batch is one image of width W * N. */
import type { ConvNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import {
  convolutionGeometry,
  isDense,
  isPointwise,
  transposesInput,
  type ConvolutionGeometry,
} from './convolutionGeometry.js';
import { denseForm, unfoldedOutput } from './denseConvolution.js';
import type { Attributes } from '../stepBuilder.js';

export function lowerConv(node: ConvNode, context: LoweringContext): void {
  const [x, weight, bias] = node.inputs;
  const [y] = node.outputs;
  const geometry = convolutionGeometry(
    context.shapeOf(x),
    context.shapeOf(weight),
    context.shapeOf(y),
    node.attributes,
  );
  const relu = context.onlyReluOf(y);
  const operands = { x, weight, bias, fusesRelu: relu !== undefined };
  context.store(relu ?? y, convolve(operands, geometry, context), 'batchLast');
}

interface Operands {
  readonly x: string;
  readonly weight: string;
  readonly bias: string | undefined;
  readonly fusesRelu: boolean;
}

function convolve(
  { x, weight, bias, fusesRelu }: Operands,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  if (isDense(g, context.options)) {
    const { inputs, attributes } = denseForm(x, weight, bias, g, context);
    return unfoldedOutput(convolution(inputs, attributes, fusesRelu, context), g, context);
  }
  const form = chooseForm(x, weight, g, context);
  const inputs = [form.x, form.weight];
  if (bias !== undefined) inputs.push(build.view(context.logical(bias), [g.outputChannels]));
  return convolution(inputs, form.attributes, fusesRelu, context);
}

function convolution(
  inputs: readonly string[],
  attributes: Attributes,
  fusesRelu: boolean,
  { build }: LoweringContext,
): string {
  if (!fusesRelu) return build.op('Conv', inputs, attributes);
  return build.microsoftOp('FusedConv', inputs, { ...attributes, activation: { string: 'Relu' } });
}

interface ConvForm {
  readonly x: string;
  readonly weight: string;
  readonly attributes: Attributes;
}

function chooseForm(
  x: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): ConvForm {
  if (isPointwise(g)) return planeForm(x, weight, g, context);
  const storedForInput = context.layoutOf(weight) === 'outputSpatialInput' && g.group === 1;
  if (storedForInput && transposesInput(g, context.options))
    return transposedInputForm(x, weight, g, context);
  return g.strides[1] === 1 ? planeForm(x, weight, g, context) : volumeForm(x, weight, g, context);
}

/** One image [1, C, H, W * N]: a step of one pixel to the right is N columns. */
function planeForm(
  x: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): ConvForm {
  const [height, width] = g.inputSize;
  const [top, left, bottom, right] = g.pads;
  return {
    x: context.build.view(context.batchLast(x), [1, g.inputChannels, height, width * g.batch]),
    weight: context.build.view(context.logical(weight), weightShape(g)),
    attributes: {
      kernel_shape: { ints: g.kernel },
      strides: { ints: [g.strides[0], 1] },
      pads: { ints: [top, left * g.batch, bottom, right * g.batch] },
      dilations: { ints: [g.dilations[0], g.dilations[1] * g.batch] },
      group: { int: g.group },
    },
  };
}

/** One volume [1, C, H, W, N] with a kernel of depth 1: takes any stride. */
function volumeForm(
  x: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): ConvForm {
  const [top, left, bottom, right] = g.pads;
  return {
    x: context.build.view(context.batchLast(x), [1, g.inputChannels, ...g.inputSize, g.batch]),
    weight: context.build.view(context.logical(weight), [...weightShape(g), 1]),
    attributes: {
      kernel_shape: { ints: [...g.kernel, 1] },
      strides: { ints: [...g.strides, 1] },
      pads: { ints: [top, left, 0, bottom, right, 0] },
      dilations: { ints: [...g.dilations, 1] },
      group: { int: g.group },
    },
  };
}

/** Input channels become part of the kernel: [1, 1, H, W, I * N] under weights [O, 1, kh, kw, I] as stored. */
function transposedInputForm(
  x: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): ConvForm {
  const { build } = context;
  const [height, width] = g.inputSize;
  const [top, left, bottom, right] = g.pads;
  const channelsInner = build.transpose(
    build.view(context.batchLast(x), [g.inputChannels, height * width, g.batch]),
    [1, 0, 2],
  );
  return {
    x: build.view(channelsInner, [1, 1, height, width, g.inputChannels * g.batch]),
    weight: build.view(context.stored(weight), [g.outputChannels, 1, ...g.kernel, g.inputChannels]),
    attributes: {
      kernel_shape: { ints: [...g.kernel, g.inputChannels] },
      strides: { ints: [...g.strides, 1] },
      pads: { ints: [top, left, 0, bottom, right, 0] },
      dilations: { ints: [...g.dilations, g.batch] },
    },
  };
}

function weightShape(g: ConvolutionGeometry): number[] {
  return [g.outputChannels, g.inputChannels / g.group, ...g.kernel];
}
