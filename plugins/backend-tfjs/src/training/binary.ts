/** @file What training needs of sums and products. */
import type { DropoutMaskNode, UnbroadcastNode } from '@convbench/spec';
import { orderWithout } from '../layout/axisOrder.js';
import { lowerSum } from './sums.js';
import type { TrainingContext } from './trainingContext.js';
import type { TrainingLowerings } from './lowering.js';

export const binaryTraining: TrainingLowerings<'Add' | 'DropoutMask' | 'Unbroadcast'> = {
  Add: lowerSum,
  DropoutMask: lowerDropoutMask,
  Unbroadcast: lowerUnbroadcast,
};

function lowerDropoutMask(node: DropoutMaskNode, context: TrainingContext): void {
  const [x, mask] = node.inputs;
  const order = context.orderOf(x);
  const masked = context.kernels.multiply(context.stored(x), context.as(mask, order));
  context.store(node.outputs[0], masked, order);
}

function lowerUnbroadcast(node: UnbroadcastNode, context: TrainingContext): void {
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
