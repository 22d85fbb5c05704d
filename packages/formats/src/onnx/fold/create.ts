/** @file Folds that make tensors: Constant, ConstantOfShape, Shape, Cast. */
import type { Dimension } from '@convbench/spec';
import { constantFromProto, elementType, isFloat } from '../constants.js';
import type { ConstantTensor } from '../constants.js';
import { checkedCount, known, operand } from './checks.js';
import type { Fold } from './checks.js';
import { pick } from './pick.js';

export const constant: Fold = (reader) => {
  const tensor = reader.tensor('value');
  if (tensor) return constantFromProto(tensor, undefined);
  const floats = reader.floats('value_floats');
  if (floats) return float(floats, [floats.length]);
  const ints = reader.ints('value_ints');
  if (ints) return integer(ints, [ints.length]);
  if (reader.has('value_float')) return float([reader.float('value_float', 0)], []);
  if (reader.has('value_int')) return integer([reader.int('value_int', 0)], []);
  throw reader.invalid('has a value of a kind that is not supported');
};

export const constantOfShape: Fold = (reader, context) => {
  const shape = context.integers(reader, 0) ?? [];
  const elements = checkedCount(reader, shape);
  const proto = reader.tensor('value');
  const value = proto ? constantFromProto(proto, undefined) : float([0], [1]);
  return pick(value, shape, new Int32Array(elements));
};

export const shape: Fold = (reader, context) => {
  const name = reader.requiredInput(0);
  const known = context.constants.get(name);
  const dimensions = known ? known.shape : context.dimensions(reader, name);
  const part = dimensions.slice(reader.int('start', 0), reader.int('end', dimensions.length));
  return integer(part, [part.length]);
};

export const castConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const to = elementType(reader.int('to', 0));
  if (to === undefined) throw reader.invalid('casts to a type that is not supported');
  if (isFloat(to)) {
    if (tensor.kind === 'float') return tensor;
    return float(
      tensor.values.map((value) => known(reader, value)),
      tensor.shape,
    );
  }
  const whole = (value: number): number =>
    to === 'bool' ? Number(value !== 0) : Math.trunc(value);
  const values = Array.from<Dimension>(tensor.values);
  return integer(
    values.map((value) => (value === 'N' ? 'N' : whole(value))),
    tensor.shape,
  );
};

const float = (values: readonly number[], shape: readonly number[]): ConstantTensor => ({
  kind: 'float',
  shape,
  values: Float32Array.from(values),
});
const integer = (values: readonly Dimension[], shape: readonly number[]): ConstantTensor => ({
  kind: 'integer',
  shape,
  values,
});
