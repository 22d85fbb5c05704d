/** @file Folds that rearrange values: Transpose, Concat, Gather, Slice. */
import type { Dimension } from '@convbench/spec';
import { elementCount } from '@convbench/graph';
import type { ConstantTensor } from '../constants.js';
import { checkedCount, constantAxis, known, operand } from './checks.js';
import type { Fold } from './checks.js';
import { pick, rowMajorStrides, withValues } from './pick.js';

export const transposeConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const rank = tensor.shape.length;
  const permutation = reader.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  if (
    [...permutation].sort((a, b) => a - b).some((axis, i) => axis !== i) ||
    permutation.length !== rank
  ) {
    throw reader.invalid(`has the permutation [${permutation.join(', ')}]`);
  }
  const strides = rowMajorStrides(tensor.shape);
  return pick(
    tensor,
    permutation.map((axis) => tensor.shape[axis] as number),
    permutation.map((axis) => strides[axis] as number),
  );
};

export const concatConstants: Fold = (reader, context) => {
  const tensors = reader.inputs.map((_, index) => operand(reader, context, index));
  const first = tensors[0];
  if (!first) throw reader.invalid('has no inputs');
  const axis = constantAxis(reader, first, reader.int('axis', 1));
  const outer = elementCount(first.shape.slice(0, axis));
  const rest = (tensor: ConstantTensor): string => tensor.shape.with(axis, 0).join();
  if (
    tensors.some(
      (t) =>
        t.shape.length !== first.shape.length || rest(t) !== rest(first) || t.kind !== first.kind,
    )
  ) {
    throw reader.invalid('joins tensors that do not fit');
  }
  const size = tensors.reduce((total, t) => total + (t.shape[axis] as number), 0);
  checkedCount(reader, first.shape.with(axis, size));
  const values: Dimension[] = [];
  for (let row = 0; row < outer; row++) {
    for (const tensor of tensors) {
      const width = tensor.values.length / outer;
      for (let i = row * width; i < (row + 1) * width; i++)
        values.push(tensor.values[i] as Dimension);
    }
  }
  return withValues(first, first.shape.with(axis, size), values);
};

export const gather: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const indices = operand(reader, context, 1);
  const axis = constantAxis(reader, tensor, reader.int('axis', 0));
  const size = tensor.shape[axis] as number;
  const inner = elementCount(tensor.shape.slice(axis + 1));
  const outer = elementCount(tensor.shape.slice(0, axis));
  const result = [
    ...tensor.shape.slice(0, axis),
    ...indices.shape,
    ...tensor.shape.slice(axis + 1),
  ];
  checkedCount(reader, result);
  const positions: number[] = [];
  for (let row = 0; row < outer; row++) {
    for (const index of indices.values) {
      const value = known(reader, index);
      const at = value < 0 ? value + size : value;
      if (!Number.isInteger(at) || at < 0 || at >= size)
        throw reader.invalid(`takes element ${value} of ${size}`);
      for (let i = 0; i < inner; i++) positions.push((row * size + at) * inner + i);
    }
  }
  return pick(tensor, result, Int32Array.from(positions));
};

export const slice: Fold = (reader, context) => {
  let tensor = operand(reader, context);
  const inputs = reader.opset >= 10;
  const starts = (inputs ? context.integers(reader, 1) : reader.ints('starts')) ?? [];
  const ends = (inputs ? context.integers(reader, 2) : reader.ints('ends')) ?? [];
  const axes =
    (inputs ? context.integers(reader, 3) : reader.ints('axes')) ?? starts.map((_, i) => i);
  const steps = (inputs ? context.integers(reader, 4) : undefined) ?? starts.map(() => 1);
  axes.forEach((given, i) => {
    const axis = constantAxis(reader, tensor, given);
    const [start, end, step] = [starts[i], ends[i], steps[i]];
    if (start === undefined || end === undefined || step === undefined || step < 1) {
      throw reader.invalid('has starts, ends and steps that do not fit');
    }
    const size = tensor.shape[axis] as number;
    const clamp = (value: number): number =>
      Math.min(Math.max(value < 0 ? value + size : value, 0), size);
    const count = Math.max(Math.ceil((clamp(end) - clamp(start)) / step), 0);
    const strides = rowMajorStrides(tensor.shape);
    const offset = clamp(start) * (strides[axis] as number);
    tensor = pick(
      tensor,
      tensor.shape.with(axis, count),
      strides.with(axis, (strides[axis] as number) * step),
      offset,
    );
  });
  return tensor;
};
