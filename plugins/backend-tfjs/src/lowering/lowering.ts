import type { Node, OperatorName } from '@convbench/spec';
import type { LoweringContext } from './context.js';

/** Lowers a forward node, on whichever engine. */
export type Lowering<N extends Node> = <Tensor>(node: N, context: LoweringContext<Tensor>) => void;

/** The rows of a family. */
export type Lowerings<Op extends OperatorName> = {
  readonly [Name in Op]: Lowering<Extract<Node, { readonly op: Name }>>;
};
