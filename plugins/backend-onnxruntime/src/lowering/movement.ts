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

/** As [before, axis, after] every concatenation and split is one of rank 3. */
export function lowerConcat(node: ConcatNode, context: LoweringContext): void {
  const [y] = node.outputs;
  const layout = commonLayout(node.inputs, context);
  const parts = node.inputs.map((x) => aroundAxis(x, node.attributes.axis, layout, context));
  context.store(y, context.build.concat(parts, 1), layout);
}

export function lowerSplit(node: SplitNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const layout = commonLayout([x], context);
  const whole = aroundAxis(x, node.attributes.axis, layout, context);
  const parts = context.build.split(whole, node.attributes.sizes, 1);
  for (const [i, y] of node.outputs.entries()) context.store(y, parts[i] as string, layout);
}

function commonLayout(
  tensors: readonly string[],
  context: LoweringContext,
): 'batchLast' | 'logical' {
  const anyBatchLast = tensors.some((x) => context.layoutOf(x) === 'batchLast');
  return anyBatchLast ? 'batchLast' : 'logical';
}

function aroundAxis(
  name: string,
  axis: number,
  layout: 'batchLast' | 'logical',
  context: LoweringContext,
): string {
  const shape = context.shapeOf(name);
  const rank = shape.length;
  const [first = 1, ...rest] = shape;
  const stored = layout === 'batchLast' ? [...rest, first] : [...shape];
  const position = (axis + rank - (layout === 'batchLast' ? 1 : 0) + rank) % rank;
  return context.build.view(context.as(name, layout), [
    elements(stored.slice(0, position)),
    stored[position] ?? 1,
    elements(stored.slice(position + 1)),
  ]);
}

/** Free while the first axis stays what it is, whatever the layout. */
export function lowerReshape(node: ReshapeNode | FlattenNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const keepsBatch = context.shapeOf(x)[0] === context.shapeOf(y)[0];
  if (context.layoutOf(x) === 'batchLast' && keepsBatch)
    context.store(y, context.stored(x), 'batchLast');
  else context.store(y, context.logical(x), 'logical');
}

export function lowerIdentity(node: IdentityNode, context: LoweringContext): void {
  const [x] = node.inputs;
  context.store(node.outputs[0], context.stored(x), context.layoutOf(x));
}

export function lowerTranspose(node: TransposeNode, context: LoweringContext): void {
  const [x] = node.inputs;
  const shape: Shape = context.shapeOf(x);
  const plain = context.build.view(context.logical(x), shape);
  const transposed = context.build.transpose(plain, node.attributes.permutation);
  context.store(node.outputs[0], transposed, 'logical');
}
