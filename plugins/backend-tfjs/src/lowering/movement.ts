/** @file Operators that move values or only name them anew. */
import type {
  ConcatNode,
  DropoutNode,
  FlattenNode,
  IdentityNode,
  ReshapeNode,
  SplitNode,
  TransposeNode,
} from '@convbench/spec';
import { storedShape, transposedOrder } from '../layout/axisOrder.js';
import { reshapedOrder } from '../layout/reshapedOrder.js';
import { axisOf } from './axisOf.js';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';

export const movement: Lowerings<
  'Concat' | 'Split' | 'Transpose' | 'Flatten' | 'Reshape' | 'Dropout' | 'Identity'
> = {
  Concat: lowerConcat,
  Split: lowerSplit,
  Transpose: lowerTranspose,
  Flatten: lowerReshape,
  Reshape: lowerReshape,
  Dropout: lowerIdentity,
  Identity: lowerIdentity,
};

function lowerConcat<Tensor>(node: ConcatNode, context: LoweringContext<Tensor>): void {
  const [first = ''] = node.inputs;
  const order = context.orderOf(first);
  const axis = order.indexOf(axisOf(node.attributes.axis, order.length));
  const parts = node.inputs.map((name) => context.as(name, order));
  context.store(node.outputs[0], context.kernels.concat(parts, axis), order);
}

function lowerSplit<Tensor>(node: SplitNode, context: LoweringContext<Tensor>): void {
  const [x] = node.inputs;
  const order = context.orderOf(x);
  const axis = order.indexOf(axisOf(node.attributes.axis, order.length));
  const parts = context.kernels.split(context.stored(x), node.attributes.sizes, axis);
  node.outputs.forEach((name, i) => context.store(name, parts[i] as Tensor, order));
}

/** Only the order of the axes changes. */
function lowerTranspose<Tensor>(node: TransposeNode, context: LoweringContext<Tensor>): void {
  const [x] = node.inputs;
  const order = transposedOrder(context.orderOf(x), node.attributes.permutation);
  context.store(node.outputs[0], context.kernels.alias(context.stored(x)), order);
}

function lowerIdentity<Tensor>(
  node: IdentityNode | DropoutNode,
  context: LoweringContext<Tensor>,
): void {
  const [x] = node.inputs;
  context.store(node.outputs[0], context.kernels.alias(context.stored(x)), context.orderOf(x));
}

function lowerReshape<Tensor>(
  { inputs: [x], outputs: [y] }: FlattenNode | ReshapeNode,
  context: LoweringContext<Tensor>,
): void {
  const shape = context.shapeOf(y);
  const order = reshapedOrder(context.shapeOf(x), shape, context.orderOf(x));
  const tensor =
    order === undefined
      ? context.kernels.reshape(context.logical(x), shape)
      : context.kernels.reshape(context.stored(x), storedShape(shape, order));
  context.store(y, tensor, order);
}
