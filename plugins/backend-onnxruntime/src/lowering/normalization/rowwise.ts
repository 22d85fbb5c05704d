/** @file Work on the rows of [channels, plane] in one pass over memory each, by convolutions with a group per row. */
import type { LoweringContext } from '../context.js';
import type { Attributes } from '../stepBuilder.js';

interface Rows {
  readonly channels: number;
  readonly plane: number;
}

/** Scalar product of each row of `a` with the same row of `b`: [channels, 1]. */
export function rowProducts(
  a: string,
  b: string,
  { channels, plane }: Rows,
  { build }: LoweringContext,
): string {
  const image = build.view(a, [1, channels, 1, plane]);
  const kernel = build.view(b, [channels, 1, 1, plane]);
  const products = build.op('Conv', [image, kernel], {
    kernel_shape: { ints: [1, plane] },
    group: { int: channels },
  });
  return build.view(products, [channels, 1]);
}

export interface RowTransform {
  /** Factor of each row, [channels, 1]. */
  readonly scale: string;
  /** Summand of each row, [channels, 1]. */
  readonly offset: string;
  /** A tensor [channels, plane] to be added. */
  readonly addend?: string;
  readonly relu?: boolean;
}

/** scale * x + offset (+ addend), followed by a Relu where asked for: [1, channels, 1, plane]. */
export function transformRows(
  x: string,
  { scale, offset, addend, relu = false }: RowTransform,
  { channels, plane }: Rows,
  { build }: LoweringContext,
): string {
  const shape = [1, channels, 1, plane];
  const inputs = [
    build.view(x, shape),
    build.view(scale, [channels, 1, 1, 1]),
    build.view(offset, [channels]),
    ...(addend === undefined ? [] : [build.view(addend, shape)]),
  ];
  const attributes: Attributes = {
    kernel_shape: { ints: [1, 1] },
    group: { int: channels },
    ...(relu ? { activation: { string: 'Relu' } } : {}),
  };
  return addend === undefined && !relu
    ? build.op('Conv', inputs, attributes)
    : build.microsoftOp('FusedConv', inputs, attributes);
}
