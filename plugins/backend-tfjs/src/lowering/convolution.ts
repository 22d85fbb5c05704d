/** @file Convolutions: dense, in groups, one filter set per map. */
import type { ConvAttributes, ConvNode, Shape } from '@convbench/spec';
import { CHANNELS_LAST, FILTER } from '../layout/axisOrder.js';
import type { LoweringContext } from './context.js';
import type { ConvolutionGeometry } from './kernels.js';
import { windowGeometry } from './windowGeometry.js';
import type { Lowerings } from './lowering.js';

export const convolution: Lowerings<'Conv'> = {
  Conv: lowerConv,
};

export function convolutionGeometry(
  attributes: ConvAttributes,
  input: Shape,
  output: Shape,
): ConvolutionGeometry {
  return { ...windowGeometry(attributes, input, output), dilations: attributes.dilations };
}

/** Whether every map has filters of its own; TensorFlow's kernel for that takes equal strides only. */
export function isDepthwise({ group, strides }: ConvAttributes, [, channels]: Shape): boolean {
  return group > 1 && group === channels && strides[0] === strides[1];
}

function lowerConv<Tensor>(node: ConvNode, context: LoweringContext<Tensor>): void {
  const { kernels } = context;
  const [x, weight, bias] = node.inputs;
  const [y] = node.outputs;
  const input = context.shapeOf(x);
  const geometry = convolutionGeometry(node.attributes, input, context.shapeOf(y));
  const maps = context.as(x, CHANNELS_LAST);
  const weights = context.as(weight, FILTER);
  const [outputs = 1, , height = 1, width = 1] = context.shapeOf(weight);
  const { group } = node.attributes;
  const product = isDepthwise(node.attributes, input)
    ? kernels.depthwiseConvolution(
        maps,
        kernels.reshape(weights, [height, width, group, outputs / group]),
        geometry,
      )
    : kernels.convolution(maps, weights, geometry, { group, outputs });
  const tensor = bias === undefined ? product : kernels.addBias(product, context.logical(bias));
  context.store(y, tensor, CHANNELS_LAST);
}
