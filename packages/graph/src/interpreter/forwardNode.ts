import type { Node, Shape } from '@convbench/spec';
import { ruleOf } from '../operators/operators.js';
import { nodeOutputShapes } from '../shapes.js';
import type { Tensor } from './tensor.js';

/** The outputs of one operator of a network, from its inputs in order. */
export function forwardNode(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
  const shapes = nodeOutputShapes(
    node,
    inputs.map(({ shape }) => shape),
  );
  return ruleOf(node.op).values(node, inputs, shapes as [Shape, ...Shape[]]);
}
