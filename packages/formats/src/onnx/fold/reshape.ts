/** @file Folds that change the shape: Reshape, Squeeze, Unsqueeze. */
import { elementCount } from '@convbench/graph';
import { unsqueezed } from '../operators/movement.js';
import { constantAxis, operand } from './checks.js';
import type { Fold } from './checks.js';

export const reshapeConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const target = reader.opset < 5 ? reader.ints('shape') : context.integers(reader, 1);
  const copied = (target ?? []).map((size, axis) =>
    size === 0 ? (tensor.shape[axis] ?? -2) : size,
  );
  const rest = elementCount(tensor.shape) / elementCount(copied.filter((size) => size !== -1));
  const result = copied.map((size) => (size === -1 ? rest : size));
  if (
    elementCount(result) !== tensor.values.length ||
    !result.every((size) => Number.isInteger(size) && size >= 0)
  ) {
    throw reader.invalid(
      `cannot give [${tensor.shape.join(', ')}] the shape [${copied.join(', ')}]`,
    );
  }
  return { ...tensor, shape: result };
};

export const squeezeConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const axes = (reader.opset < 13 ? reader.ints('axes') : context.integers(reader, 1))?.map(
    (axis) => constantAxis(reader, tensor, axis),
  );
  const kept = tensor.shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1));
  if (elementCount(kept) !== tensor.values.length)
    throw reader.invalid('takes away axes longer than 1');
  return { ...tensor, shape: kept };
};

export const unsqueezeConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const axes = (reader.opset < 13 ? reader.ints('axes') : context.integers(reader, 1)) ?? [];
  const result = unsqueezed(tensor.shape, axes);
  if (!result) throw reader.invalid(`inserts the axes [${axes.join(', ')}]`);
  return { ...tensor, shape: result };
};
