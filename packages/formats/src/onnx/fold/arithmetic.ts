/** @file Folds that compute with numbers. */
import type { Dimension } from '@convbench/spec';
import { broadcastShapes } from '@convbench/graph';
import type { ConstantTensor } from '../constants.js';
import { checkedCount, known, operand } from './checks.js';
import type { Fold } from './checks.js';
import { pick, rowMajorStrides, withValues } from './pick.js';

/** An operator of two tensors with NumPy broadcasting; integers stay whole, as in C. */
export function arithmetic(compute: (a: number, b: number) => number): Fold {
  return (reader, context) => {
    const [a, b] = [operand(reader, context, 0), operand(reader, context, 1)];
    const result = broadcastShapes(a.shape, b.shape);
    if (!result || a.kind !== b.kind) throw reader.invalid('combines tensors that do not fit');
    checkedCount(reader, result);
    const stretch = (tensor: ConstantTensor): ConstantTensor => {
      const lead = result.length - tensor.shape.length;
      const strides = rowMajorStrides(tensor.shape);
      return pick(
        tensor,
        result,
        result.map((_, axis) =>
          axis < lead || tensor.shape[axis - lead] === 1 ? 0 : (strides[axis - lead] as number),
        ),
      );
    };
    const [left, right] = [stretch(a), stretch(b)];
    const values = Array.from<Dimension, number>(left.values, (value, i) => {
      const computed = compute(known(reader, value), known(reader, right.values[i] as Dimension));
      return a.kind === 'integer' ? Math.trunc(computed) : computed;
    });
    return withValues(a, result, values);
  };
}

export function unary(compute: (value: number) => number): Fold {
  return (reader, context) => {
    const tensor = operand(reader, context);
    const values = Array.from<Dimension, number>(tensor.values, (value) =>
      compute(known(reader, value)),
    );
    return withValues(tensor, tensor.shape, values);
  };
}
