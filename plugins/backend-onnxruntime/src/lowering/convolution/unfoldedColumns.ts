/** @file im2col: every window of an activation as a column. */
import type { LoweringContext } from '../context.js';
import type { ConvolutionGeometry } from './convolutionGeometry.js';

/** [I * kh * kw, OH * OW * N] of x; shared by the convolutions that read the same tensor with the same window. */
export function unfoldedColumns(
  x: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const window = [g.kernel, g.strides, g.pads, g.dilations, g.outputSize].join('/');
  const key = `${x}@columns:${window}`;
  const known = context.saved.get(key);
  if (typeof known === 'string') return known;
  const columns = unfold(x, g, context);
  context.saved.set(key, columns);
  return columns;
}

function unfold(x: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const [rows, columns] = g.outputSize;
  const padded = paddedInput(x, g, context);
  const taps: string[] = [];
  for (let i = 0; i < g.kernel[0]; i++)
    for (let j = 0; j < g.kernel[1]; j++) {
      const top = i * g.dilations[0];
      const left = j * g.dilations[1];
      const tap = build.op('Slice', [
        padded,
        build.ints([top, left]),
        build.ints([top + g.strides[0] * (rows - 1) + 1, left + g.strides[1] * (columns - 1) + 1]),
        build.ints([1, 2]),
        build.ints(g.strides),
      ]);
      taps.push(build.view(tap, [g.inputChannels, 1, rows * columns * g.batch]));
    }
  return build.view(build.concat(taps, 1), [
    g.inputChannels * taps.length,
    rows * columns * g.batch,
  ]);
}

/** [I, H + pads, W + pads, N] */
function paddedInput(x: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const [height, width] = g.inputSize;
  const [top, left, bottom, right] = g.pads;
  const tensor = context.batchLast(x);
  const shape = [g.inputChannels, height, width, g.batch];
  if (g.pads.every((pad) => pad === 0)) return build.view(tensor, shape);
  const rows = build.view(tensor, [g.inputChannels, height, width * g.batch]);
  const pads = build.ints([0, top, left * g.batch, 0, bottom, right * g.batch]);
  return build.view(build.op('Pad', [rows, pads]), [
    g.inputChannels,
    height + top + bottom,
    width + left + right,
    g.batch,
  ]);
}
