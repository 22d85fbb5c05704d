/** @file Sums and products of two tensors with NumPy's broadcasting. */
import type { AddNode, MulNode, Shape } from '@convbench/spec';
import { elementCount } from '@convbench/graph';
import { storedShape, type AxisOrder } from '../layout/axisOrder.js';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';

export const binary: Lowerings<'Add' | 'Mul'> = {
  Add: (node, context) => lowerBinary('add', node, context),
  Mul: (node, context) => lowerBinary('multiply', node, context),
};

function lowerBinary<Tensor>(
  kernel: 'add' | 'multiply',
  node: AddNode | MulNode,
  context: LoweringContext<Tensor>,
): void {
  const [a, b] = node.inputs;
  const [y] = node.outputs;
  const rank = context.rankOf(y);
  // The larger operand stays as it is stored.
  const [larger] = [a, b].sort(
    (left, right) => elementCount(context.shapeOf(right)) - elementCount(context.shapeOf(left)),
  ) as [string, string];
  const order = extendedOrder(context.orderOf(larger), rank);
  const tensor = context.kernels[kernel](
    asBroadcast(a, order, context),
    asBroadcast(b, order, context),
  );
  context.store(y, tensor, order);
}

/** The order of a tensor that is given further axes of size 1 in front. */
function extendedOrder(order: AxisOrder, rank: number): AxisOrder {
  const more = rank - order.length;
  return [...Array(more).keys(), ...order.map((axis) => axis + more)];
}

/** The tensor with as many axes as the order, stored in it, so that stored axes broadcast as logical ones do. */
export function asBroadcast<Tensor>(
  name: string,
  order: AxisOrder,
  context: LoweringContext<Tensor>,
): Tensor {
  const shape = context.shapeOf(name);
  const more = order.length - shape.length;
  const own = order.filter((axis) => axis >= more).map((axis) => axis - more);
  const tensor = context.as(name, own);
  if (more === 0 || elementCount(shape) === 1) return tensor;
  const extended: Shape = [...Array<number>(more).fill(1), ...shape];
  return context.kernels.reshape(tensor, storedShape(extended, order));
}
