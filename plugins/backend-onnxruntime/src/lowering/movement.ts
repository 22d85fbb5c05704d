/** @file Operators that only move elements: Concat, Split, Flatten, Reshape, Transpose, Identity. */
import type {
  ConcatNode,
  FlattenNode,
  IdentityNode,
  ReshapeNode,
  Shape,
  SplitNode,
  TransposeNode,
} from '@convbench/spec';
import type { LoweringContext } from './context.js';
import { elements } from './stepBuilder.js';
import type { Lowerings } from './lowering.js';

export const movement: Lowerings<
  'Concat' | 'Split' | 'Flatten' | 'Reshape' | 'Transpose' | 'Identity'
> = {
  Concat: lowerConcat,
  Split: lowerSplit,
  Flatten: lowerReshape,
  Reshape: lowerReshape,
  Transpose: lowerTranspose,
  Identity: lowerIdentity,
};

function lowerConcat(node: ConcatNode, context: LoweringContext): void {
  const [y] = node.outputs;
  const layout = commonLayout(node.inputs, context);
  const { shape, axis } = aroundAxis(y, node.attributes.axis, layout, context);
  const parts = node.inputs.map((x) => {
    const part = aroundAxis(x, node.attributes.axis, layout, context);
    return context.build.view(context.as(x, layout), part.shape);
  });
  const whole = context.build.concat(parts, axis);
  context.store(y, context.build.view(whole, shape), layout);
}

function lowerSplit(node: SplitNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const layout = commonLayout([x], context);
  const { shape, axis } = aroundAxis(x, node.attributes.axis, layout, context);
  const whole = context.build.view(context.as(x, layout), shape);
  const parts = context.build.split(whole, node.attributes.sizes, axis);
  for (const [i, y] of node.outputs.entries()) context.store(y, parts[i] as string, layout);
}

function commonLayout(
  tensors: readonly string[],
  context: LoweringContext,
): 'batchLast' | 'logical' {
  const anyBatchLast = tensors.some((x) => context.layoutOf(x) === 'batchLast');
  return anyBatchLast ? 'batchLast' : 'logical';
}

/** The tensor as [before, axis, after], or as [axis, after] where nothing is before: the usual form of channels. */
export function aroundAxis(
  name: string,
  logicalAxis: number,
  layout: 'batchLast' | 'logical',
  context: LoweringContext,
): { readonly shape: number[]; readonly axis: number } {
  const [first = 1, ...rest] = context.shapeOf(name);
  const rank = rest.length + 1;
  const stored = layout === 'batchLast' ? [...rest, first] : [first, ...rest];
  const position = (logicalAxis + 2 * rank - (layout === 'batchLast' ? 1 : 0)) % rank;
  const size = stored[position] ?? 1;
  const after = elements(stored.slice(position + 1));
  if (position === 0) return { shape: [size, after], axis: 0 };
  return { shape: [elements(stored.slice(0, position)), size, after], axis: 1 };
}

/** Free while the first axis stays what it is, whatever the layout. */
function lowerReshape(node: ReshapeNode | FlattenNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const keepsBatch = context.shapeOf(x)[0] === context.shapeOf(y)[0];
  if (context.layoutOf(x) === 'batchLast' && keepsBatch)
    context.store(y, context.stored(x), 'batchLast');
  else context.store(y, context.logical(x), 'logical');
}

function lowerIdentity(node: IdentityNode, context: LoweringContext): void {
  const [x] = node.inputs;
  context.store(node.outputs[0], context.stored(x), context.layoutOf(x));
}

function lowerTranspose(node: TransposeNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const shape: Shape = context.shapeOf(x);
  const plain = context.build.view(context.logical(x), shape);
  const transposed = context.build.transpose(plain, node.attributes.permutation);
  context.store(node.outputs[0], transposed, 'logical');
}
