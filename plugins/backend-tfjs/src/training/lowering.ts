import type { Node, TrainingNode, UpdateNode } from '@convbench/spec';
import type { TrainingContext } from './trainingContext.js';

/** Updates are lowered elsewhere. */
export type LoweredNode = Exclude<TrainingNode, UpdateNode>;
/** What inference has no lowering for, or another one. */
export type OwnNode = Exclude<LoweredNode, Exclude<Node, { op: 'Add' }>>;
export type TrainingLowering<N extends LoweredNode> = (node: N, context: TrainingContext) => void;

/** The rows of a family. */
export type TrainingLowerings<Op extends OwnNode['op']> = {
  readonly [Name in Op]: TrainingLowering<Extract<OwnNode, { readonly op: Name }>>;
};
