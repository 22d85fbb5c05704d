/** @file Gradients of pools. */
import type {
  AveragePoolGradNode,
  GlobalAveragePoolGradNode,
  MaxPoolGradNode,
} from '@convbench/spec';
import { averagePoolAttributes, FLOAT, INT32, maxPoolAttributes } from '../graph/graphKernels.js';
import { CHANNELS_LAST } from '../layout/axisOrder.js';
import { correctionTensor, poolsNatively } from '../lowering/pool.js';
import { averageCorrection, windowGeometry, withoutPads } from '../lowering/windowGeometry.js';
import type { TrainingContext } from './trainingContext.js';
import type { TrainingLowerings } from './lowering.js';

export const poolTraining: TrainingLowerings<
  'MaxPoolGrad' | 'AveragePoolGrad' | 'GlobalAveragePoolGrad'
> = {
  MaxPoolGrad: lowerMaxPoolGrad,
  AveragePoolGrad: lowerAveragePoolGrad,
  GlobalAveragePoolGrad: lowerGlobalAveragePoolGrad,
};

/** TensorFlow's kernel sends the gradient of a window to its first maximum, as the training graph wants it. */
function lowerMaxPoolGrad(node: MaxPoolGradNode, context: TrainingContext): void {
  const [dy, x, y] = node.inputs;
  const geometry = windowGeometry(node.attributes, context.shapeOf(x), context.shapeOf(y));
  const inputs = [x, y, dy].map((name) => context.as(name, CHANNELS_LAST));
  const attributes = maxPoolAttributes(geometry);
  context.store(
    node.outputs[0],
    context.build.operation('MaxPoolGrad', inputs, attributes),
    CHANNELS_LAST,
  );
}

/** The steps of the forward lowering backwards: correct, spread over padded maps, crop. */
function lowerAveragePoolGrad(node: AveragePoolGradNode, context: TrainingContext): void {
  const { build, kernels } = context;
  const [dy] = node.inputs;
  const [dx] = node.outputs;
  const { inputShape, countIncludePad } = node.attributes;
  const output = context.shapeOf(dy);
  const geometry = windowGeometry(node.attributes, inputShape, output);
  const [batch = 1, channels = 1, height = 1, width = 1] = inputShape;
  const spread = (gradient: string, rows: number, columns: number, over = geometry): string =>
    build.operation(
      'AvgPoolGrad',
      [build.integers([batch, rows, columns, channels]), gradient],
      averagePoolAttributes(over),
    );
  const gradient = context.as(dy, CHANNELS_LAST);
  const correction = averageCorrection(node.attributes, inputShape, output);
  if (poolsNatively(geometry.padding, countIncludePad, correction))
    return context.store(dx, spread(gradient, height, width), CHANNELS_LAST);
  const corrected =
    correction === undefined
      ? gradient
      : kernels.multiply(gradient, correctionTensor(correction, output, context));
  const [top, left, bottom, right] = geometry.pads;
  const padded = spread(
    corrected,
    height + top + bottom,
    width + left + right,
    withoutPads(geometry),
  );
  const cropped = build.operation(
    'Slice',
    [padded, build.integers([0, top, left, 0]), build.integers([batch, height, width, channels])],
    { T: FLOAT, Index: INT32 },
  );
  context.store(dx, cropped, CHANNELS_LAST);
}

function lowerGlobalAveragePoolGrad(
  node: GlobalAveragePoolGradNode,
  context: TrainingContext,
): void {
  const [, , height = 1, width = 1] = node.attributes.inputShape;
  const pixels = height * width;
  const share = context.kernels.constant(new Float32Array(pixels).fill(1 / pixels), [
    1,
    height,
    width,
    1,
  ]);
  const dy = context.as(node.inputs[0], CHANNELS_LAST);
  context.store(node.outputs[0], context.kernels.multiply(dy, share), CHANNELS_LAST);
}
