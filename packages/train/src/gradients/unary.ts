/** @file One gradient node for each function of single values; its rule is in the table of `@convbench/graph`. */
import { UNARY, UNARY_OPERATORS } from '@convbench/graph';
import type { UnaryGradNode, UnaryNode, UnaryOperator } from '@convbench/spec';
import type { Backward } from '../backward.js';
import type { GradientRules } from './rule.js';

function unaryGradients(node: UnaryNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const at = UNARY[node.op].derivative.from === 'input' ? x : node.outputs[0];
  const gradient = {
    op: `${node.op}Grad`,
    name,
    inputs: [dy, at],
    outputs: [name],
    attributes: node.attributes,
  } as UnaryGradNode;
  backward.contribute(x, backward.emit(gradient, backward.shapeOf(x)));
}

export const unary = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [op, unaryGradients]),
) as unknown as GradientRules<UnaryOperator>;
