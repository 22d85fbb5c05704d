/** @file Gradients of convolutions, by TensorFlow's kernels. */
import type { BiasGradNode, ConvGradInputNode, ConvGradWeightNode, Shape } from '@convbench/spec';
import { convolutionAttributes, FLOAT, MAPS } from '../graph/graphKernels.js';
import { CHANNELS_LAST, FILTER, storedShape, withLast } from '../layout/axisOrder.js';
import { convolutionGeometry, isDepthwise } from '../lowering/convolution.js';
import type { TrainingContext } from './trainingContext.js';
import type { TrainingLowerings } from './lowering.js';

export const convolutionTraining: TrainingLowerings<
  'ConvGradInput' | 'ConvGradWeight' | 'BiasGrad'
> = {
  ConvGradInput: lowerConvGradInput,
  ConvGradWeight: lowerConvGradWeight,
  BiasGrad: lowerBiasGrad,
};

/** The channels of maps and the outputs of filters. */
const LAST_AXIS = 3;

function lowerConvGradInput(node: ConvGradInputNode, context: TrainingContext): void {
  const { build, kernels } = context;
  const [dy, weight] = node.inputs;
  const [dx] = node.outputs;
  const { inputShape, group } = node.attributes;
  const geometry = convolutionGeometry(node.attributes, inputShape, context.shapeOf(dy));
  const attributes = convolutionAttributes(geometry);
  const gradient = context.as(dy, CHANNELS_LAST);
  const weights = context.as(weight, FILTER);
  const weightShape = context.shapeOf(weight);
  const [batch = 1, channels = 1, height = 1, width = 1] = inputShape;
  if (isDepthwise(node.attributes, inputShape)) {
    const filters = kernels.reshape(weights, depthwiseShape(weightShape, group));
    const inputs = [build.integers([batch, height, width, channels]), filters, gradient];
    const depthwise = build.operation('DepthwiseConv2dNativeBackpropInput', inputs, attributes);
    return context.store(dx, depthwise, CHANNELS_LAST);
  }
  const sizes = build.integers([batch, height, width, channels / group]);
  const [outputs = 1] = weightShape;
  const gradients = inGroups(gradient, outputs, group, context);
  const filters = inGroups(weights, outputs, group, context);
  const parts = gradients.map((part, i) =>
    build.operation('Conv2DBackpropInput', [sizes, filters[i] as string, part], attributes),
  );
  context.store(dx, joined(parts, context), CHANNELS_LAST);
}

function lowerConvGradWeight(node: ConvGradWeightNode, context: TrainingContext): void {
  const { build, kernels } = context;
  const [dy, x] = node.inputs;
  const [dWeight] = node.outputs;
  const { group } = node.attributes;
  const [input, shape] = [context.shapeOf(x), context.shapeOf(dWeight)];
  const geometry = convolutionGeometry(node.attributes, input, context.shapeOf(dy));
  const attributes = convolutionAttributes(geometry);
  const gradient = context.as(dy, CHANNELS_LAST);
  const maps = context.as(x, CHANNELS_LAST);
  if (isDepthwise(node.attributes, input)) {
    const inputs = [maps, build.integers(depthwiseShape(shape, group)), gradient];
    const depthwise = build.operation('DepthwiseConv2dNativeBackpropFilter', inputs, attributes);
    return context.store(dWeight, kernels.reshape(depthwise, storedShape(shape, FILTER)), FILTER);
  }
  const [outputs = 1, ...rest] = shape;
  const sizes = build.integers(storedShape([outputs / group, ...rest], FILTER));
  const gradients = inGroups(gradient, outputs, group, context);
  const inputs = inGroups(maps, input[1] as number, group, context);
  const parts = gradients.map((part, i) =>
    build.operation('Conv2DBackpropFilter', [inputs[i] as string, sizes, part], attributes),
  );
  context.store(dWeight, joined(parts, context), FILTER);
}

/** [kh, kw, C, O / C] of weights [O, 1, kh, kw]. */
function depthwiseShape([outputs = 1, , height = 1, width = 1]: Shape, group: number): number[] {
  return [height, width, group, outputs / group];
}

/** These kernels know no groups: the last axis is split, and each group computed alone. */
function inGroups(
  tensor: string,
  size: number,
  group: number,
  { kernels }: TrainingContext,
): string[] {
  if (group === 1) return [tensor];
  return kernels.split(tensor, Array<number>(group).fill(size / group), LAST_AXIS);
}

function joined(parts: readonly string[], { kernels }: TrainingContext): string {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : kernels.concat(parts, LAST_AXIS);
}

function lowerBiasGrad(node: BiasGradNode, context: TrainingContext): void {
  const [dy] = node.inputs;
  const gradient = context.as(dy, withLast(context.orderOf(dy), 1));
  const sum = context.build.operation('BiasAddGrad', [gradient], { T: FLOAT, data_format: MAPS });
  context.store(node.outputs[0], sum);
}
