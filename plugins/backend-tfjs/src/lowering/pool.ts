/** @file Pools of every padding. */
import type { AveragePoolNode, GlobalAveragePoolNode, MaxPoolNode, Shape } from '@convbench/spec';
import { CHANNELS_LAST } from '../layout/axisOrder.js';
import type { LoweringContext } from './context.js';
import { reduce } from './reduction.js';
import { averageCorrection, windowGeometry, withoutPads } from './windowGeometry.js';
import type { Lowerings } from './lowering.js';

export const pool: Lowerings<'MaxPool' | 'AveragePool' | 'GlobalAveragePool'> = {
  MaxPool: lowerMaxPool,
  AveragePool: lowerAveragePool,
  GlobalAveragePool: lowerGlobalAveragePool,
};

function lowerMaxPool<Tensor>(node: MaxPoolNode, context: LoweringContext<Tensor>): void {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const geometry = windowGeometry(node.attributes, context.shapeOf(x), context.shapeOf(y));
  const tensor = context.kernels.maxPool(context.as(x, CHANNELS_LAST), geometry);
  context.store(y, tensor, CHANNELS_LAST);
}

/**
 * TensorFlow never counts padding. Everything else is a mean over whole windows of maps that were padded with zeros,
 * corrected by the cells that count.
 */
function lowerAveragePool<Tensor>(node: AveragePoolNode, context: LoweringContext<Tensor>): void {
  const { kernels } = context;
  const [x] = node.inputs;
  const [y] = node.outputs;
  const [input, output] = [context.shapeOf(x), context.shapeOf(y)];
  const geometry = windowGeometry(node.attributes, input, output);
  const maps = context.as(x, CHANNELS_LAST);
  const correction = averageCorrection(node.attributes, input, output);
  if (poolsNatively(geometry.padding, node.attributes.countIncludePad, correction))
    return context.store(y, kernels.averagePool(maps, geometry), CHANNELS_LAST);
  const padded = geometry.padding === 'VALID' ? maps : kernels.padMaps(maps, geometry.pads);
  const means = kernels.averagePool(padded, withoutPads(geometry));
  const tensor =
    correction === undefined
      ? means
      : kernels.multiply(means, correctionTensor(correction, output, context));
  context.store(y, tensor, CHANNELS_LAST);
}

export function poolsNatively(
  padding: 'VALID' | 'SAME' | 'EXPLICIT',
  countIncludePad: boolean,
  correction: Float32Array | undefined,
): boolean {
  if (padding === 'VALID') return correction === undefined;
  return padding === 'SAME' && !countIncludePad;
}

export function correctionTensor<Tensor>(
  correction: Float32Array,
  [, , height = 1, width = 1]: Shape,
  { kernels }: LoweringContext<Tensor>,
): Tensor {
  return kernels.constant(correction, [1, height, width, 1]);
}

function lowerGlobalAveragePool<Tensor>(
  { inputs: [x], outputs: [y] }: GlobalAveragePoolNode,
  context: LoweringContext<Tensor>,
): void {
  const axes = [...context.shapeOf(x).keys()].slice(2);
  reduce('mean', x, y, axes, true, context);
}
