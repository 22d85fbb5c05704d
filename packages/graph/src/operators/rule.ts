/** @file What a rule of an operator says; each file beside this one holds those of a family. */
import type { Node, OperatorName, Shape, TrainingNode } from '@convbench/spec';
import type { Tensor } from '../interpreter/tensor.js';

/** One value for each name. */
export type Each<Names extends readonly string[], Value> = {
  readonly [Index in keyof Names]: Value;
};

/** What an operator means, in one place: shapes, cost, and values in float64. */
export interface OperatorRule<N extends Node> {
  /**
   * Shapes of the outputs, with the batch dimension.
   *
   * @throws UserError where the inputs do not fit.
   */
  shapes(node: N, inputs: Each<N['inputs'], Shape>): readonly Shape[];
  /** The outputs, whose shapes are known by then. */
  values(
    node: N,
    inputs: Each<N['inputs'], Tensor>,
    shapes: readonly [Shape, ...Shape[]],
  ): readonly Tensor[];
  /** Multiply-accumulates for each element of the output. Absent: none that count. */
  macsPerOutput?(node: N, inputs: Each<N['inputs'], Shape>): number;
  /** The node only renames its input at inference: no engine need move a byte for it. */
  readonly isView?: true;
}

export type OperatorRules<Op extends OperatorName> = {
  readonly [Name in Op]: OperatorRule<Extract<Node, { readonly op: Name }>>;
};

/** An operator of a training step alone, in float64. `shapes` are those of its outputs. */
export type TrainingRule<N extends TrainingNode> = (
  node: N,
  inputs: Each<N['inputs'], Tensor>,
  shapes: readonly [Shape, ...Shape[]],
) => readonly Tensor[];

export type TrainingRules<Op extends TrainingNode['op']> = {
  readonly [Name in Op]: TrainingRule<Extract<TrainingNode, { readonly op: Name }>>;
};
