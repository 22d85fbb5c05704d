import type { Node, OperatorName } from '@convbench/spec';
import type { Backward } from '../backward.js';
import { binary } from './binary.js';
import { convolution } from './convolution.js';
import { matrixProduct } from './matrixProduct.js';
import { movement, splitGradients } from './movement.js';
import { normalization } from './normalization.js';
import { pool } from './pool.js';
import { reduction } from './reduction.js';
import type { GradientRule, GradientRules } from './rule.js';
import { unary } from './unary.js';

/** By operator; one without a rule does not compile. A Split alone has several outputs. */
const RULES: GradientRules<Exclude<OperatorName, 'Split'>> = {
  ...convolution,
  ...matrixProduct,
  ...unary,
  ...binary,
  ...pool,
  ...normalization,
  ...movement,
  ...reduction,
};

/**
 * Adds the gradients of one forward node's inputs, given those of its outputs. A node that no loss depends on, or
 * behind which nothing is trained, adds none.
 */
export function nodeGradients(node: Node, backward: Backward): void {
  if (!node.inputs.some((input) => backward.needs(input))) return;
  const dys = node.outputs.map((output) => backward.gradientOf(output));
  if (node.op === 'Split') {
    if (dys.some((dy) => dy !== undefined)) splitGradients(node, dys, backward);
    return;
  }
  const [dy] = dys;
  if (dy !== undefined) (RULES[node.op] as GradientRule<Node>)(node, dy, backward);
}
