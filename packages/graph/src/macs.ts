import type { Node, OperatorName, Shape } from '@convbench/spec';
import { elementCount } from './axes.js';
import { OPERATOR_NAMES, ruleOf } from './operators/operators.js';

/** The operators whose multiply-accumulates count; norms, activations, pools and biases do not. */
export const COUNTED_OPERATORS: readonly OperatorName[] = OPERATOR_NAMES.filter(
  (op) => ruleOf(op).macsPerOutput !== undefined,
);

/** Whether a node counts as a layer of a network's depth: a convolution or a matrix product. */
export function isCounted(node: Node): boolean {
  return ruleOf(node.op).macsPerOutput !== undefined;
}

/** Multiply-accumulates of one node; 0 for an operator that is not counted. Padding counts as if it were image. */
export function nodeMacs(node: Node, shapes: ReadonlyMap<string, Shape>): number {
  const { macsPerOutput } = ruleOf(node.op);
  if (macsPerOutput === undefined) return 0;
  const shapeOf = (name: string): Shape => {
    const shape = shapes.get(name);
    if (!shape) throw new Error(`The shape of '${name}' is not known.`);
    return shape;
  };
  return elementCount(shapeOf(node.outputs[0])) * macsPerOutput(node, node.inputs.map(shapeOf));
}
