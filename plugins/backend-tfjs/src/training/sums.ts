/** @file Sums of tensors of one shape: TensorFlow adds any number of them in one pass over memory. */
import type { AddNode } from '@convbench/spec';
import { FLOAT } from '../graph/graphKernels.js';
import { lowerForward } from '../lowering/forward.js';
import type { TrainingContext } from './trainingContext.js';

/**
 * A sum whose left part is a sum that nobody else reads takes that one's terms; TensorFlow leaves out what is read no
 * more. Terms are added from left to right, so the bits are those of one sum after the other.
 */
export function lowerSum(node: AddNode, context: TrainingContext): void {
  const [a, b] = node.inputs;
  const [y] = node.outputs;
  if (context.shapeOf(a).join() !== context.shapeOf(b).join()) return lowerForward(node, context);
  const ofLeft = context.readsOf(a) === 1 ? context.sums.get(a) : undefined;
  const terms = [...(ofLeft ?? [a]), b];
  context.sums.set(y, terms);
  const order = context.orderOf(a);
  const tensors = terms.map((name) => context.as(name, order));
  const attributes = { T: FLOAT, N: { integer: terms.length } };
  context.store(y, context.build.operation('AddN', tensors, attributes), order);
}
