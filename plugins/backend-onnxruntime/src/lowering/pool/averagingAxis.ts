/** @file An average pool along one axis: means of windows, which are a product with a banded matrix. */

export interface AveragingAxis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padBegin: number;
  readonly padEnd: number;
  readonly outputSize: number;
  readonly countIncludePad: boolean;
}

/**
 * What the sum of each window is divided by. What rounding up adds beyond the padded map never counts, so the divisor
 * of a window of two axes is the product of both.
 */
export function divisorsOf(axis: AveragingAxis): number[] {
  return windowsOf(axis).map(({ begin, end, first, last }) =>
    axis.countIncludePad ? Math.min(end, axis.size + axis.padEnd) - begin : last - first,
  );
}

/** [outputSize, size]: y = matrix * x. */
export function averagingMatrix(axis: AveragingAxis): Float32Array {
  const matrix = new Float32Array(axis.outputSize * axis.size);
  const divisors = divisorsOf(axis);
  for (const [i, { first, last }] of windowsOf(axis).entries())
    matrix.fill(1 / (divisors[i] ?? 1), i * axis.size + first, i * axis.size + last);
  return matrix;
}

/** Whether every window lies within the padded map, and none within the padding. */
export function windowsFit(axis: AveragingAxis): boolean {
  const reach = (axis.outputSize - 1) * axis.stride + axis.kernel;
  return (
    reach <= axis.padBegin + axis.size + axis.padEnd &&
    axis.padBegin < axis.kernel &&
    axis.padEnd < axis.kernel
  );
}

/** Pixels [begin, end) of each window, and [first, last) of those that are not padding. */
function windowsOf({ size, kernel, stride, padBegin, outputSize }: AveragingAxis) {
  return Array.from({ length: outputSize }, (_, i) => {
    const begin = i * stride - padBegin;
    const end = begin + kernel;
    return { begin, end, first: Math.max(begin, 0), last: Math.min(end, size) };
  });
}
