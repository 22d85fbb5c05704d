/** @file MaxPool, AveragePool and their global forms. */
import { windowOutputSize } from '@convbench/graph';
import type { Pads, PoolAttributes, Shape } from '@convbench/spec';
import type { NodeReader } from '../nodeReader.js';
import type { Translate, TranslationContext } from './context.js';
import { flag, plain, type Encoders } from './encoder.js';
import { unpad } from './pad.js';
import { encodeWindow, pair, windowAttributes } from './window.js';

export const poolEncoders: Encoders<'MaxPool' | 'AveragePool' | 'GlobalAveragePool'> = {
  MaxPool({ attributes }, _, x) {
    const pool = portablePool(attributes, x, false);
    return { attributes: { ...encodeWindow(pool), ceil_mode: flag(pool.ceilMode) } };
  },
  AveragePool({ attributes }, _, x) {
    const { countIncludePad } = attributes;
    const pool = portablePool(attributes, x, countIncludePad);
    return {
      attributes: {
        ...encodeWindow(pool),
        ceil_mode: flag(pool.ceilMode),
        count_include_pad: flag(countIncludePad),
      },
    };
  },
  GlobalAveragePool: plain,
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

/**
 * onnxruntime computes pools by our rule but infers their shapes without it: a window that begins in the trailing
 * padding counts, and a linear layer behind the pool is refused. Where such a window is dropped, the pool is written
 * as one that rounds down, with so much padding at the end as the windows reach; no other element gets under them.
 */
function portablePool(pool: PoolAttributes, x: Shape, countsPadding: boolean): PoolAttributes {
  if (!pool.ceilMode) return pool;
  const axes = ([0, 1] as const).map((axis) => {
    const [padBegin, padEnd] = [pool.pads[axis], pool.pads[axis === 0 ? 2 : 3]];
    const [size, kernel, stride] = [x[axis + 2] ?? 0, pool.kernelShape[axis], pool.strides[axis]];
    const outputs = windowOutputSize({ size, kernel, stride, padBegin, padEnd, ceilMode: true });
    const reached = (outputs - 1) * stride + kernel - size - padBegin;
    return {
      drops: outputs !== Math.ceil((size + padBegin + padEnd - kernel) / stride) + 1,
      end: Math.max(padEnd, reached),
      extended: reached > padEnd,
    };
  });
  const [rows, columns] = axes as [(typeof axes)[0], (typeof axes)[0]];
  const needed = rows.drops || columns.drops;
  // Padding that is counted must not grow: rounding up adds none that counts.
  if (!needed || (countsPadding && (rows.extended || columns.extended))) return pool;
  const [top, left] = pool.pads;
  return { ...pool, ceilMode: false, pads: [top, left, rows.end, columns.end] };
}
