/** @file ReduceSum and ReduceMean. */
import type { ReduceMeanNode, ReduceSumNode } from '@convbench/spec';
import type { Translate } from './context.js';
import { flag, int64, type AddTensor, type Encoders, type Operands } from './encoder.js';

export const reductionEncoders: Encoders<'ReduceSum' | 'ReduceMean'> = {
  ReduceSum: encodeReduce,
  ReduceMean: encodeReduce,
};

function encodeReduce(
  { attributes: { axes, keepDimensions } }: ReduceSumNode | ReduceMeanNode,
  addTensor: AddTensor,
): Operands {
  return {
    extraInputs: [addTensor('axes', int64(axes))],
    // Without this an empty list means all axes.
    attributes: { keepdims: flag(keepDimensions), noop_with_empty_axes: flag(true) },
  };
}

/** Opset from which the axes are an input instead of an attribute. */
const AXES_INPUT_SINCE = { ReduceSum: 13, ReduceMean: 18 } as const;

function reduce(op: 'ReduceSum' | 'ReduceMean'): Translate {
  return (reader, context) => {
    const x = reader.requiredInput(0);
    const rank = context.rank(reader, x);
    const given =
      reader.opset < AXES_INPUT_SINCE[op] ? reader.ints('axes') : context.integers(reader, 1);
    const outputs = [reader.firstOutput] as const;
    const none = given === undefined || given.length === 0;
    if (none && reader.int('noop_with_empty_axes', 0) !== 0) {
      context.emit(reader, {
        op: 'Identity',
        name: reader.name,
        inputs: [x],
        outputs,
        attributes: {},
      });
      return;
    }
    const axes = none
      ? Array.from({ length: rank }, (_, axis) => axis)
      : given.map((axis) => context.axis(reader, x, axis));
    const keepDimensions = reader.int('keepdims', 1) !== 0;
    context.emit(reader, {
      op,
      name: reader.name,
      inputs: [x],
      outputs,
      attributes: { axes, keepDimensions },
    });
  };
}

export const reduceSum = reduce('ReduceSum');
export const reduceMean = reduce('ReduceMean');
