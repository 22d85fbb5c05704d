/** @file What an operator of ours is in a file, beside its inputs and outputs. */
import type { Node, OperatorName, Shape } from '@convbench/spec';
import type { OnnxAttribute, OnnxTensor } from '../writer.js';

/** Adds a constant that belongs to the node and returns its name. */
export type AddTensor = (suffix: string, tensor: Omit<OnnxTensor, 'name'>) => string;

export interface Operands {
  /** Names of constants; '' stands for one that is left out. */
  readonly extraInputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** `x` is the shape of the first input, at any batch size. */
export type Encode<N extends Node> = (node: N, addTensor: AddTensor, x: Shape) => Operands;

export type Encoders<Op extends OperatorName> = {
  readonly [Name in Op]: Encode<Extract<Node, { readonly op: Name }>>;
};

/** Of an operator that has no more than its inputs. */
export const plain = (): Operands => ({});

export function flag(value: boolean): OnnxAttribute {
  return { int: value ? 1 : 0 };
}

export function int64(data: readonly number[]): Omit<OnnxTensor, 'name'> {
  return { type: 'int64', shape: [data.length], data };
}

/** A float32 of rank 0. */
export function scalar(value: number): Omit<OnnxTensor, 'name'> {
  return { type: 'float32', shape: [], data: [value] };
}
