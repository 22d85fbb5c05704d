/** @file Conv and the pools: everything with a window. */
import type { Pads, Pair, PoolAttributes, WindowAttributes } from '@convbench/spec';
import type { NodeReader } from '../nodeReader.js';
import { unpad } from './pad.js';
import type { Translate, TranslationContext } from './context.js';

export const conv: Translate = (reader, context) => {
  const weight = reader.requiredInput(1);
  const weightShape = context.dimensions(reader, weight);
  if (weightShape.length !== 4) {
    throw reader.invalid(
      `has ${weightShape.length - 2}-dimensional windows; only images are supported`,
    );
  }
  const dilations = pair(reader, 'dilations', [1, 1], 1);
  const kernelShape = pair(reader, 'kernel_shape', weightShape.slice(2).map(Number), 1);
  const { x, padded } = unpad(reader, context, () => true);
  const window = windowAttributes(reader, context, x, padded, kernelShape, dilations);
  const bias = reader.input(2);
  context.emit(reader, {
    op: 'Conv',
    name: reader.name,
    inputs: bias === undefined ? [x, weight] : [x, weight, bias],
    outputs: [reader.firstOutput],
    attributes: { ...window, dilations, group: positive(reader, 'group', 1) },
  });
};

export const maxPool: Translate = (reader, context) => {
  // Zeros equal no padding at all only where nothing is below zero.
  const { x, padded } = unpad(reader, context, (source) => context.producer(source)?.op === 'Relu');
  const attributes = poolAttributes(reader, context, x, padded);
  context.emit(reader, {
    op: 'MaxPool',
    name: reader.name,
    inputs: [x],
    outputs: [reader.firstOutput],
    attributes,
  });
};

export const averagePool: Translate = (reader, context) => {
  const { x, padded } = unpad(reader, context, () => false);
  const attributes = poolAttributes(reader, context, x, padded);
  context.emit(reader, {
    op: 'AveragePool',
    name: reader.name,
    inputs: [x],
    outputs: [reader.firstOutput],
    attributes: { ...attributes, countIncludePad: reader.int('count_include_pad', 0) !== 0 },
  });
};

export const globalAveragePool: Translate = (reader, context) => {
  context.emit(reader, {
    op: 'GlobalAveragePool',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: {},
  });
};

export const globalMaxPool: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  context.emit(reader, {
    op: 'MaxPool',
    name: reader.name,
    inputs: [x],
    outputs: [reader.firstOutput],
    attributes: {
      kernelShape: context.spatialSizes(reader, x),
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      ceilMode: false,
    },
  });
};

function poolAttributes(
  reader: NodeReader,
  context: TranslationContext,
  x: string,
  padded: Pads,
): PoolAttributes {
  const kernelShape = pair(reader, 'kernel_shape', undefined, 1);
  if (pair(reader, 'dilations', [1, 1], 1).some((dilation) => dilation !== 1)) {
    throw reader.invalid('is a dilated pool, which is not supported');
  }
  const window = windowAttributes(reader, context, x, padded, kernelShape, [1, 1]);
  // SAME fixes the output size itself, so there is nothing left to round.
  const same = reader.string('auto_pad', 'NOTSET').startsWith('SAME');
  return { ...window, ceilMode: !same && reader.int('ceil_mode', 0) !== 0 };
}

function windowAttributes(
  reader: NodeReader,
  context: TranslationContext,
  x: string,
  padded: Pads,
  kernelShape: Pair,
  dilations: Pair,
): WindowAttributes {
  const strides = pair(reader, 'strides', [1, 1], 1);
  const span = ([0, 1] as const).map((axis) => (kernelShape[axis] - 1) * dilations[axis] + 1);
  const autoPad = reader.string('auto_pad', 'NOTSET');
  const own = ((): Pads => {
    switch (autoPad) {
      case 'NOTSET':
        return explicitPads(reader);
      case 'VALID':
        return [0, 0, 0, 0];
      case 'SAME_UPPER':
      case 'SAME_LOWER': {
        const sizes = context.spatialSizes(reader, x);
        const [top, bottom] = samePads(
          sizes[0] + padded[0] + padded[2],
          span[0] as number,
          strides[0],
          autoPad,
        );
        const [left, right] = samePads(
          sizes[1] + padded[1] + padded[3],
          span[1] as number,
          strides[1],
          autoPad,
        );
        return [top, left, bottom, right];
      }
      default:
        throw reader.invalid(`has the auto_pad '${autoPad}'`);
    }
  })();
  const pads: Pads = [
    own[0] + padded[0],
    own[1] + padded[1],
    own[2] + padded[2],
    own[3] + padded[3],
  ];
  return { kernelShape, strides, pads };
}

/**
 * Padding at the beginning and the end so that the output has ceil(size / stride) positions; the odd pixel goes to
 * the end (UPPER) or to the beginning (LOWER).
 */
function samePads(
  size: number,
  span: number,
  stride: number,
  rule: 'SAME_UPPER' | 'SAME_LOWER',
): [begin: number, end: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  const small = Math.floor(total / 2);
  return rule === 'SAME_UPPER' ? [small, total - small] : [total - small, small];
}

function explicitPads(reader: NodeReader): Pads {
  const pads = reader.ints('pads') ?? [0, 0, 0, 0];
  if (pads.length !== 4 || pads.some((amount) => amount < 0)) {
    throw reader.invalid(
      `has the pads [${pads.join(', ')}]; a map takes four that are not negative`,
    );
  }
  return pads as unknown as Pads;
}

function pair(
  reader: NodeReader,
  attribute: string,
  fallback: readonly number[] | undefined,
  minimum: number,
): Pair {
  const values = reader.ints(attribute) ?? fallback;
  if (values?.length !== 2 || values.some((value) => value < minimum || value > 2 ** 31 - 1)) {
    const given = values === undefined ? 'lacks' : `has [${values.join(', ')}] as`;
    throw reader.invalid(`${given} ${attribute}; a map takes two numbers from ${minimum}`);
  }
  return values as unknown as Pair;
}

function positive(reader: NodeReader, attribute: string, fallback: number): number {
  const value = reader.int(attribute, fallback);
  if (value < 1) throw reader.invalid(`has ${attribute} = ${value}`);
  return value;
}
