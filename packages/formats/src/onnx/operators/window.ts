/** @file The window of a convolution or pool. */
import type { Pads, Pair, WindowAttributes } from '@convbench/spec';
import type { NodeReader } from '../nodeReader.js';
import type { OnnxAttribute } from '../writer.js';
import type { TranslationContext } from './context.js';

export function encodeWindow({
  kernelShape,
  strides,
  pads,
}: WindowAttributes): Record<string, OnnxAttribute> {
  return { kernel_shape: { ints: kernelShape }, strides: { ints: strides }, pads: { ints: pads } };
}

export function windowAttributes(
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

export function pair(
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

export function positive(reader: NodeReader, attribute: string, fallback: number): number {
  const value = reader.int(attribute, fallback);
  if (value < 1) throw reader.invalid(`has ${attribute} = ${value}`);
  return value;
}
