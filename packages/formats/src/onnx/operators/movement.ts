/** @file Operators that move values about or name them anew: Reshape and its kin, Transpose, Concat, Split, Identity. */
import type { Dimension } from '@convbench/spec';
import { elementType, isFloat } from '../constants.js';
import { shortestDecimal } from '../nodeReader.js';
import type { NodeReader } from '../nodeReader.js';
import type { Translate, TranslationContext } from './context.js';
import { int64, plain, scalar, type Encoders } from './encoder.js';

type Movement = 'Concat' | 'Split' | 'Transpose' | 'Flatten' | 'Reshape' | 'Identity' | 'Dropout';

export const movementEncoders: Encoders<Movement> = {
  Concat: ({ attributes: { axis } }) => ({ attributes: { axis: { int: axis } } }),
  Split: ({ attributes: { axis, sizes } }, addTensor) => ({
    extraInputs: [addTensor('sizes', int64(sizes))],
    attributes: { axis: { int: axis } },
  }),
  Transpose: ({ attributes: { permutation } }) => ({ attributes: { perm: { ints: permutation } } }),
  Flatten: ({ attributes: { axis } }) => ({ attributes: { axis: { int: axis } } }),
  Reshape: ({ attributes: { shape } }, addTensor) => ({
    extraInputs: [addTensor('shape', int64(shape))],
  }),
  Identity: plain,
  Dropout: ({ attributes: { ratio } }, addTensor) => ({
    extraInputs: [addTensor('ratio', scalar(ratio))],
  }),
};

export const reshape: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const target = reader.opset < 5 ? reader.ints('shape') : reshapeTarget(reader, context);
  if (target === undefined) throw reader.invalid('has no shape');
  if (reader.int('allowzero', 0) !== 0 && target.includes(0)) {
    throw reader.invalid('makes an empty tensor (allowzero)');
  }
  reshapeTo(reader, context, x, target, reader.firstOutput, reader.name);
};

export const flatten: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const rank = context.rank(reader, x);
  const given = reader.int('axis', 1);
  // axis = rank is allowed here: everything goes into the first dimension.
  const axis = given === rank ? rank : context.axis(reader, x, given);
  context.emit(reader, {
    op: 'Flatten',
    name: reader.name,
    inputs: [x],
    outputs: [reader.firstOutput],
    attributes: { axis },
  });
};

export const squeeze: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const dimensions = context.dimensions(reader, x);
  const axes = (reader.opset < 13 ? reader.ints('axes') : context.integers(reader, 1))?.map(
    (axis) => context.axis(reader, x, axis),
  );
  const removed = (size: Dimension, axis: number): boolean =>
    axes ? axes.includes(axis) : size === 1;
  if (dimensions.some((size, axis) => removed(size, axis) && size !== 1)) {
    throw reader.invalid(`takes away axes of [${dimensions.join(', ')}] that are longer than 1`);
  }
  const target = dimensions.filter((size, axis) => !removed(size, axis));
  reshapeTo(reader, context, x, target, reader.firstOutput, reader.name);
};

export const unsqueeze: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const dimensions = context.dimensions(reader, x);
  const axes = reader.opset < 13 ? reader.ints('axes') : context.integers(reader, 1);
  if (axes === undefined) throw reader.invalid('has no axes');
  const target = unsqueezed(dimensions, axes);
  if (target === undefined) throw reader.invalid(`inserts the axes [${axes.join(', ')}]`);
  reshapeTo(reader, context, x, target, reader.firstOutput, reader.name);
};

/** Inserts ones so that they stand at `axes` of the result; undefined where that cannot be. */
export function unsqueezed<T>(
  dimensions: readonly T[],
  axes: readonly number[],
): (T | 1)[] | undefined {
  const rank = dimensions.length + axes.length;
  const positions = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (positions.size !== axes.length || [...positions].some((axis) => axis < 0 || axis >= rank)) {
    return undefined;
  }
  const rest = [...dimensions];
  return Array.from({ length: rank }, (_, axis) => (positions.has(axis) ? 1 : (rest.shift() as T)));
}

/** Emits a Reshape to dimensions that may hold N, written as 0 (copied from x) or as what remains. */
export function reshapeTo(
  reader: NodeReader,
  context: TranslationContext,
  x: string,
  target: readonly Dimension[],
  y: string,
  name: string,
): void {
  const shape = target.map((size, axis) => {
    if (size !== 'N') return size;
    if (context.isBatch(reader, x, axis)) return 0;
    if (target.includes(-1) || target.indexOf('N') !== target.lastIndexOf('N')) {
      throw reader.invalid(`puts the batch size at axis ${axis} of [${target.join(', ')}]`);
    }
    return -1;
  });
  context.emit(reader, { op: 'Reshape', name, inputs: [x], outputs: [y], attributes: { shape } });
}

function reshapeTarget(reader: NodeReader, context: TranslationContext): readonly Dimension[] {
  const name = reader.requiredInput(1);
  const tensor = context.constants.get(name);
  if (tensor?.kind !== 'integer') {
    throw reader.invalid(`needs '${name}' as a shape that is known beforehand`);
  }
  return tensor.values;
}

export const transpose: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const rank = context.rank(reader, x);
  const permutation = reader.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  context.emit(reader, {
    op: 'Transpose',
    name: reader.name,
    inputs: [x],
    outputs: [reader.firstOutput],
    attributes: { permutation },
  });
};

export const concat: Translate = (reader, context) => {
  const { inputs } = reader;
  const axis = reader.opset < 4 ? reader.int('axis', 1) : reader.int('axis');
  if (axis === undefined) throw reader.invalid('has no axis');
  context.emit(reader, {
    op: 'Concat',
    name: reader.name,
    inputs,
    outputs: [reader.firstOutput],
    attributes: { axis: context.axis(reader, reader.requiredInput(0), axis) },
  });
};

export const split: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const axis = context.axis(reader, x, reader.int('axis', 0));
  const size = context.dimensions(reader, x)[axis];
  if (typeof size !== 'number') throw reader.invalid('splits the batch');
  const [first, ...others] = reader.outputs;
  if (first === undefined || [first, ...others].includes('')) {
    throw reader.invalid('leaves some of its outputs out');
  }
  const parts = others.length + 1;
  const chunk = Math.ceil(size / parts);
  const equal = Array.from({ length: parts }, (_, i) => Math.min(chunk, size - i * chunk));
  const sizes = (reader.opset < 13 ? reader.ints('split') : context.integers(reader, 1)) ?? equal;
  if (sizes.some((part) => part < 1)) throw reader.invalid(`has parts of [${sizes.join(', ')}]`);
  context.emit(reader, {
    op: 'Split',
    name: reader.name,
    inputs: [x],
    outputs: [first, ...others],
    attributes: { axis, sizes },
  });
};

export const identity: Translate = (reader, context) => {
  context.emit(reader, {
    op: 'Identity',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: {},
  });
};

/** Data are float32 throughout, so that a Cast among floating-point types, or to one, is the identity. */
export const cast: Translate = (reader, context) => {
  const to = elementType(reader.int('to', 0));
  if (to === undefined || !isFloat(to)) throw reader.invalid('turns data into integers');
  context.emit(reader, {
    op: 'Identity',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: {},
  });
};

export const dropout: Translate = (reader, context) => {
  const ratio =
    reader.opset >= 12 ? (context.scalar(reader, 1) ?? 0.5) : reader.float('ratio', 0.5);
  const training =
    reader.opset >= 12
      ? (context.scalar(reader, 2) ?? 0) !== 0
      : reader.opset < 7 && reader.has('is_test') && reader.int('is_test', 0) === 0;
  if (training) {
    context.addNote(
      'dropout-training',
      `Dropout '${reader.name}' is in training mode in the file, which makes its outputs random; here it passes its input on.`,
      [reader.name],
    );
  }
  context.emit(reader, {
    op: 'Dropout',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: { ratio: shortestDecimal(ratio) },
  });
};
