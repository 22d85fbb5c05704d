/** @file Sliding windows in TensorFlow's terms. */
import type { Pads, Pair, PoolAttributes, Shape, WindowAttributes } from '@convbench/spec';

/**
 * `pads` are what the windows really reach over: less than the graph says where the last pixels are left out, more
 * where the output size was rounded up.
 */
export interface WindowGeometry {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  /** TensorFlow's name of these pads; SAME puts the odd pixel at the end. */
  readonly padding: 'VALID' | 'SAME' | 'EXPLICIT';
}

/** Of maps [N, C, H, W]. */
export function windowGeometry(
  { kernelShape, strides, pads, ...rest }: WindowAttributes & { readonly dilations?: Pair },
  input: Shape,
  output: Shape,
): WindowGeometry {
  const { dilations = [1, 1] } = rest;
  const axes = ([0, 1] as const).map((axis) => {
    const size = input[axis + 2] as number;
    const outputSize = output[axis + 2] as number;
    const span = (kernelShape[axis] - 1) * dilations[axis] + 1;
    const begin = pads[axis];
    const end = Math.max(0, (outputSize - 1) * strides[axis] + span - size - begin);
    const same = Math.max(0, (Math.ceil(size / strides[axis]) - 1) * strides[axis] + span - size);
    return {
      begin,
      end,
      isSame:
        outputSize === Math.ceil(size / strides[axis]) &&
        begin === Math.floor(same / 2) &&
        end === Math.ceil(same / 2),
    };
  });
  const [rows, columns] = axes as [(typeof axes)[0], (typeof axes)[0]];
  const effective: Pads = [rows.begin, columns.begin, rows.end, columns.end];
  const padding = effective.every((pad) => pad === 0)
    ? 'VALID'
    : rows.isSame && columns.isSame
      ? 'SAME'
      : 'EXPLICIT';
  return { kernel: kernelShape, strides, pads: effective, padding };
}

/** The same windows on maps that were padded before. */
export function withoutPads(geometry: WindowGeometry): WindowGeometry {
  return { ...geometry, pads: [0, 0, 0, 0], padding: 'VALID' };
}

/** [top, left, bottom, right] as TensorFlow lists the pads of [N, H, W, C]. */
export function mapPads([top, left, bottom, right]: Pads): [number, number][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/**
 * What the mean over whole windows of zero-padded maps has to be multiplied with, for each window [OH * OW], or
 * undefined where that is 1 everywhere: cells over the cells that count.
 */
export function averageCorrection(
  attributes: PoolAttributes & { readonly countIncludePad: boolean },
  input: Shape,
  output: Shape,
): Float32Array | undefined {
  const { kernelShape, strides, pads, countIncludePad } = attributes;
  const counts = ([0, 1] as const).map((axis) =>
    Array.from({ length: output[axis + 2] as number }, (_, i) => {
      const first = i * strides[axis] - pads[axis];
      const size = input[axis + 2] as number;
      // Cells that rounding up adds beyond the padding never count.
      const limit = countIncludePad ? size + pads[(axis + 2) as 2 | 3] : size;
      const begin = countIncludePad ? first : Math.max(first, 0);
      return Math.min(first + kernelShape[axis], limit) - begin;
    }),
  );
  const [rows = [], columns = []] = counts;
  const cells = kernelShape[0] * kernelShape[1];
  const factors = rows.flatMap((row) => columns.map((column) => cells / (row * column)));
  return factors.every((factor) => factor === 1) ? undefined : Float32Array.from(factors);
}
