/** @file Operators that move values about: Reshape and its kin, Transpose, Concat, Split, Identity. */
import type { Dimension } from '@convbench/spec';
import type { NodeReader } from '../nodeReader.js';
import type { Translate, TranslationContext } from './context.js';

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
