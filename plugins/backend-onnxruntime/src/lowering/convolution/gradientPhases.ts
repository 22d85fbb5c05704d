/** @file Which taps of a strided convolution lead back to which pixels of its input. */
import type { ConvolutionGeometry } from './convolutionGeometry.js';

/**
 * Along one axis: the input pixels `offset + stride * j`, j < count, as windows over dy with only the taps that reach
 * them. Pads are those of that convolution of dy; negative ones are pixels of dy that it does not see.
 */
export interface GradientPhase {
  /** Indices of the taps, ascending. */
  readonly taps: readonly number[];
  /** The same for all phases of an axis; the last pixel may lie beyond the input. */
  readonly count: number;
  readonly padBegin: number;
  readonly padEnd: number;
}

/**
 * One phase per pixel offset 0 ... stride - 1, or undefined where some pixels are reached by no tap or the taps are
 * spread by both a stride and a dilation.
 */
export function phasesOf(g: ConvolutionGeometry, axis: 0 | 1): GradientPhase[] | undefined {
  const [stride, dilation, kernel] = [g.strides[axis], g.dilations[axis], g.kernel[axis]];
  if (stride > kernel || (stride > 1 && dilation > 1)) return undefined;
  const pad = g.pads[axis];
  const count = Math.ceil(g.inputSize[axis] / stride);
  return Array.from({ length: stride }, (_, offset) => {
    // Input pixel + pad = stride * output pixel + dilation * tap.
    const first = (offset + pad) % stride;
    const taps = Array.from(
      { length: Math.ceil((kernel - first) / stride) },
      (_, i) => first + i * stride,
    );
    const reach = dilation * (taps.length - 1);
    const shift = (offset + pad - first) / stride;
    return {
      taps,
      count,
      padBegin: reach - shift,
      padEnd: count + shift - g.outputSize[axis],
    };
  });
}
