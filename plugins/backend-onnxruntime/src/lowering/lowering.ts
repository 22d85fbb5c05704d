import type { TrainingNode, UpdateNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';

/** Updates are lowered in groups, elsewhere. */
export type LoweredNode = Exclude<TrainingNode, UpdateNode>;
export type Lowering<N extends LoweredNode> = (node: N, context: LoweringContext) => void;

/** The rows of a family. */
export type Lowerings<Op extends LoweredNode['op']> = {
  readonly [Name in Op]: Lowering<Extract<LoweredNode, { readonly op: Name }>>;
};
