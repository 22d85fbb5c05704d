/** @file Add, Mul, dropout masks and their gradients. */
import type { AddNode, DropoutMaskNode, MulNode, UnbroadcastNode } from '@convbench/spec';
import type { Layout, LoweringContext } from './context.js';
import { plainShape } from './plainShape.js';
import type { Lowerings } from './lowering.js';

export const binary: Lowerings<'Add' | 'Mul' | 'Unbroadcast' | 'DropoutMask'> = {
  Add: lowerAddOrMul,
  Mul: lowerAddOrMul,
  Unbroadcast: lowerUnbroadcast,
  DropoutMask: lowerDropoutMask,
};

function lowerDropoutMask(node: DropoutMaskNode, context: LoweringContext): void {
  const [x, mask] = node.inputs;
  lowerBinary('Mul', x, mask, node.outputs[0], context);
}

function lowerAddOrMul(node: AddNode | MulNode, context: LoweringContext): void {
  const [a, b] = node.inputs;
  lowerBinary(node.op, a, b, node.outputs[0], context);
}

function lowerBinary(
  op: 'Add' | 'Mul',
  a: string,
  b: string,
  y: string,
  context: LoweringContext,
): void {
  const { build } = context;
  const rank = context.shapeOf(y).length;
  const sameSize = context.shapeOf(a).join() === context.shapeOf(b).join();
  const layout = [a, b].some((x) => context.layoutOf(x) === 'batchLast')
    ? 'batchLast'
    : sameSize
      ? context.layoutOf(a)
      : 'logical';
  const shapes = [a, b].map((x) =>
    sameSize ? plainShape(y, layout, context) : physicalShape(x, rank, layout, context),
  );
  const inputs = [a, b].map((x, i) => {
    // A tensor of lower rank has a first axis of length 1 once it is stretched, which lies the same either way.
    const shorter = context.shapeOf(x).length < rank;
    return build.view(shorter ? context.logical(x) : context.as(x, layout), shapes[i] ?? []);
  });
  context.store(y, build.op(op, inputs), layout);
}

/** The tensor's dimensions, stretched to `rank` by leading ones, in the order of the layout. */
function physicalShape(
  name: string,
  rank: number,
  layout: Layout,
  context: LoweringContext,
): number[] {
  const shape = context.shapeOf(name);
  const [first = 1, ...rest] = [...Array<number>(rank - shape.length).fill(1), ...shape];
  if (rank === 0) return [];
  return layout === 'batchLast' ? [...rest, first] : [first, ...rest];
}

function lowerUnbroadcast(node: UnbroadcastNode, context: LoweringContext): void {
  const { build } = context;
  const [x] = node.inputs;
  const [y] = node.outputs;
  const shape = context.shapeOf(x);
  const rank = shape.length;
  const target = [
    ...Array<number>(rank - node.attributes.shape.length).fill(1),
    ...node.attributes.shape,
  ];
  const summed = [...shape.keys()].filter((axis) => target[axis] === 1 && shape[axis] !== 1);
  const layout = context.layoutOf(x) === 'batchLast' ? 'batchLast' : 'logical';
  const isBatchLast = layout === 'batchLast';
  const [first = 1, ...rest] = shape;
  const view = build.view(context.as(x, layout), isBatchLast ? [...rest, first] : shape);
  const axes = isBatchLast ? summed.map((axis) => (axis + rank - 1) % rank) : summed;
  // For ONNX no axes are all axes.
  const sum = axes.length === 0 ? view : build.op('ReduceSum', [view, build.ints(axes)]);
  // A first axis of length 1 lies the same in both layouts.
  context.store(y, sum, target[0] === 1 ? 'logical' : layout);
}
