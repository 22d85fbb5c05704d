import type { Node, OperatorName } from '@convbench/spec';
import type { Backward } from '../backward.js';

/** Adds the gradients of a node's inputs, given that of its one output. */
export type GradientRule<N extends Node> = (node: N, dy: string, backward: Backward) => void;

export type GradientRules<Op extends OperatorName> = {
  readonly [Name in Op]: GradientRule<Extract<Node, { readonly op: Name }>>;
};
