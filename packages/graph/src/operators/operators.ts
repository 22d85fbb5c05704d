/** @file The rules of all operators. One of the union that has none does not compile. */
import type { Node, OperatorName } from '@convbench/spec';
import { binary } from './binary.js';
import { convolution } from './convolution.js';
import { matrixProduct } from './matrixProduct.js';
import { movement } from './movement.js';
import { normalization } from './normalization/rules.js';
import { pool } from './pool.js';
import { reduction } from './reduction.js';
import type { OperatorRule, OperatorRules } from './rule.js';
import { unary } from './unary.js';

const OPERATORS: OperatorRules<OperatorName> = {
  ...convolution,
  ...matrixProduct,
  ...unary,
  ...binary,
  ...pool,
  ...normalization,
  ...movement,
  ...reduction,
};

/** In the order of the table. */
export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly OperatorName[];

/** The rule of a node's operator; undefined for one of another vocabulary. */
export function ruleOf(op: OperatorName): OperatorRule<Node>;
export function ruleOf(op: string): OperatorRule<Node> | undefined;
export function ruleOf(op: string): OperatorRule<Node> | undefined {
  return Object.hasOwn(OPERATORS, op)
    ? (OPERATORS[op as OperatorName] as OperatorRule<Node>)
    : undefined;
}
