/** @file Nodes whose inputs are all known: computed at import instead of at every run. */
import type { Dimension } from '@convbench/spec';
import { broadcastShapes, elementCount } from '../../axes.js';
import { constantFromProto, elementType, isFloat } from '../constants.js';
import type { ConstantTensor } from '../constants.js';
import type { NodeReader } from '../nodeReader.js';
import type { TranslationContext } from './context.js';
import { unsqueezed } from './movement.js';
import { pick, rowMajorStrides, withValues } from './pick.js';

/** Guards against files that ask for more memory than any network needs. */
const MAXIMUM_ELEMENTS = 2 ** 28;

type Fold = (reader: NodeReader, context: TranslationContext) => ConstantTensor;

const operand = (reader: NodeReader, context: TranslationContext, input = 0): ConstantTensor => {
  const tensor = context.constants.get(reader.requiredInput(input));
  if (!tensor) throw reader.invalid(`needs '${reader.input(input)}' beforehand`);
  return tensor;
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

const constant: Fold = (reader) => {
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

const constantOfShape: Fold = (reader, context) => {
  const shape = context.integers(reader, 0) ?? [];
  const elements = checkedCount(reader, shape);
  const proto = reader.tensor('value');
  const value = proto ? constantFromProto(proto, undefined) : float([0], [1]);
  return pick(value, shape, new Int32Array(elements));
};

const shape: Fold = (reader, context) => {
  const name = reader.requiredInput(0);
  const known = context.constants.get(name);
  const dimensions = known ? known.shape : context.dimensions(reader, name);
  const part = dimensions.slice(reader.int('start', 0), reader.int('end', dimensions.length));
  return integer(part, [part.length]);
};

const castConstant: Fold = (reader, context) => {
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

const reshapeConstant: Fold = (reader, context) => {
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

const squeezeConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const axes = (reader.opset < 13 ? reader.ints('axes') : context.integers(reader, 1))?.map(
    (axis) => constantAxis(reader, tensor, axis),
  );
  const kept = tensor.shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1));
  if (elementCount(kept) !== tensor.values.length)
    throw reader.invalid('takes away axes longer than 1');
  return { ...tensor, shape: kept };
};

const unsqueezeConstant: Fold = (reader, context) => {
  const tensor = operand(reader, context);
  const axes = (reader.opset < 13 ? reader.ints('axes') : context.integers(reader, 1)) ?? [];
  const result = unsqueezed(tensor.shape, axes);
  if (!result) throw reader.invalid(`inserts the axes [${axes.join(', ')}]`);
  return { ...tensor, shape: result };
};

const transposeConstant: Fold = (reader, context) => {
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

const concatConstants: Fold = (reader, context) => {
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

const gather: Fold = (reader, context) => {
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

const slice: Fold = (reader, context) => {
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

function arithmetic(
  compute: (a: number, b: number) => number,
  wholeNumbers: (value: number) => number,
): Fold {
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
      return a.kind === 'integer' ? wholeNumbers(computed) : computed;
    });
    return withValues(a, result, values);
  };
}

function unary(compute: (value: number) => number): Fold {
  return (reader, context) => {
    const tensor = operand(reader, context);
    const values = Array.from<Dimension, number>(tensor.values, (value) =>
      compute(known(reader, value)),
    );
    return withValues(tensor, tensor.shape, values);
  };
}

function known(reader: NodeReader, value: Dimension): number {
  if (value === 'N') throw reader.invalid('computes with the batch size');
  return value;
}

function constantAxis(reader: NodeReader, tensor: ConstantTensor, axis: number): number {
  const rank = tensor.shape.length;
  const normalized = axis < 0 ? axis + rank : axis;
  if (normalized < 0 || normalized >= rank)
    throw reader.invalid(`works on axis ${axis} of ${rank} dimensions`);
  return normalized;
}

function checkedCount(reader: NodeReader, dimensions: readonly number[]): number {
  const elements = elementCount(dimensions);
  if (!dimensions.every((size) => size >= 0) || !(elements <= MAXIMUM_ELEMENTS)) {
    throw reader.invalid(`makes a constant of shape [${dimensions.join(', ')}]`);
  }
  return elements;
}

/** Folds by operator. `Shape` folds for data too, when their shape is known. */
export const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Constant', constant],
  ['ConstantOfShape', constantOfShape],
  ['Shape', shape],
  ['Identity', operand],
  ['Cast', castConstant],
  ['Reshape', reshapeConstant],
  ['Squeeze', squeezeConstant],
  ['Unsqueeze', unsqueezeConstant],
  ['Transpose', transposeConstant],
  ['Concat', concatConstants],
  ['Gather', gather],
  ['Slice', slice],
  ['Add', arithmetic((a, b) => a + b, Math.trunc)],
  ['Sub', arithmetic((a, b) => a - b, Math.trunc)],
  ['Mul', arithmetic((a, b) => a * b, Math.trunc)],
  ['Div', arithmetic((a, b) => a / b, Math.trunc)],
  ['Neg', unary((value) => -value)],
  ['Sqrt', unary(Math.sqrt)],
  ['Reciprocal', unary((value) => 1 / value)],
]);
