/** @file What all folds need: their operands, and complaints that name the node. */
import type { Dimension } from '@convbench/spec';
import { elementCount } from '@convbench/graph';
import type { ConstantTensor } from '../constants.js';
import type { NodeReader } from '../nodeReader.js';
import type { TranslationContext } from '../operators/context.js';

/** Guards against files that ask for more memory than any network needs. */
const MAXIMUM_ELEMENTS = 2 ** 28;

/** Computes the one output of a node whose inputs are all known. */
export type Fold = (reader: NodeReader, context: TranslationContext) => ConstantTensor;

/** The known tensor at an input. */
export const operand = (
  reader: NodeReader,
  context: TranslationContext,
  input = 0,
): ConstantTensor => {
  const tensor = context.constants.get(reader.requiredInput(input));
  if (!tensor) throw reader.invalid(`needs '${reader.input(input)}' beforehand`);
  return tensor;
};

/** A number, where the batch size has no place. */
export function known(reader: NodeReader, value: Dimension): number {
  if (value === 'N') throw reader.invalid('computes with the batch size');
  return value;
}

/** An axis counted from the front. */
export function constantAxis(reader: NodeReader, tensor: ConstantTensor, axis: number): number {
  const rank = tensor.shape.length;
  const normalized = axis < 0 ? axis + rank : axis;
  if (normalized < 0 || normalized >= rank)
    throw reader.invalid(`works on axis ${axis} of ${rank} dimensions`);
  return normalized;
}

/** Number of elements, if that is one that a network may need. */
export function checkedCount(reader: NodeReader, dimensions: readonly number[]): number {
  const elements = elementCount(dimensions);
  if (!dimensions.every((size) => size >= 0) || !(elements <= MAXIMUM_ELEMENTS)) {
    throw reader.invalid(`makes a constant of shape [${dimensions.join(', ')}]`);
  }
  return elements;
}
