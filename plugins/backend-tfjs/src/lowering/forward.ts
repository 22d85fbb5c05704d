/** @file The forward operators, on whichever engine. */
import type { Node, OperatorName } from '@convbench/spec';
import { binary } from './binary.js';
import type { LoweringContext } from './context.js';
import { convolution } from './convolution.js';
import type { Lowering, Lowerings } from './lowering.js';
import { matrixProduct } from './matrixProduct.js';
import { movement } from './movement.js';
import { normalization } from './normalization.js';
import { pool } from './pool.js';
import { reduction } from './reduction.js';
import { unary } from './unary.js';

/** By operator; one of the union that has no lowering does not compile. */
const LOWERINGS: Lowerings<OperatorName> = {
  ...convolution,
  ...matrixProduct,
  ...unary,
  ...binary,
  ...pool,
  ...normalization,
  ...movement,
  ...reduction,
};

/** @throws UserError for an operator, or a form of one, that TensorFlow does not have. */
export function lowerForward<Tensor>(node: Node, context: LoweringContext<Tensor>): void {
  (LOWERINGS[node.op] as Lowering<Node>)(node, context);
}
