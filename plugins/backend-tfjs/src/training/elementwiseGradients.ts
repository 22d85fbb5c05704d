/** @file Gradients that are products and sums. */
import type { BiasGradNode, DropoutMaskNode, UnbroadcastNode } from '@convbench/spec';
import { FLOAT, MAPS } from '../graph/graphKernels.js';
import { orderWithout, withLast } from '../layout/axisOrder.js';
import type { TrainingContext } from './trainingContext.js';

export function lowerBiasGrad(node: BiasGradNode, context: TrainingContext): void {
  const [dy] = node.inputs;
  const gradient = context.as(dy, withLast(context.orderOf(dy), 1));
  const sum = context.build.operation('BiasAddGrad', [gradient], { T: FLOAT, data_format: MAPS });
  context.store(node.outputs[0], sum);
}

export function lowerDropoutMask(node: DropoutMaskNode, context: TrainingContext): void {
  const [x, mask] = node.inputs;
  const order = context.orderOf(x);
  const masked = context.kernels.multiply(context.stored(x), context.as(mask, order));
  context.store(node.outputs[0], masked, order);
}

export function lowerUnbroadcast(node: UnbroadcastNode, context: TrainingContext): void {
  const { kernels } = context;
  const [x] = node.inputs;
  const [y] = node.outputs;
  const order = context.orderOf(x);
  const shape = context.shapeOf(x);
  const target = node.attributes.shape;
  const more = shape.length - target.length;
  const storedAxes = (wanted: (axis: number) => boolean): number[] =>
    [...order.keys()].filter((i) => wanted(order[i] as number));
  const stretched = storedAxes(
    (axis) => axis >= more && target[axis - more] === 1 && shape[axis] !== 1,
  );
  const added = storedAxes((axis) => axis < more);
  let tensor = context.stored(x);
  if (stretched.length > 0) tensor = kernels.sum(tensor, stretched, true);
  if (added.length > 0) tensor = kernels.sum(tensor, added, false);
  const removed = new Set(Array.from({ length: more }, (_, axis) => axis));
  context.store(y, tensor, orderWithout(order, removed));
}
