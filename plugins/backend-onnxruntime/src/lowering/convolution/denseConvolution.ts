/**
 * @file Convolutions on maps smaller than their kernel, as matrix products that compute nothing of the padding.
 *
 * The axes along which the kernel reaches (rows, columns or both) are folded into the channels: every output pixel
 * has a weight for every input pixel, [O, Q, P, I] for Q output and P input pixels of the folded axes, zero where no
 * tap joins the two. On a map of 2 x 2, a 3 x 3 kernel needs 16 products of channels so and 36 otherwise.
 */
import type { LoweringContext } from '../context.js';
import type { ConvolutionGeometry } from './convolutionGeometry.js';
import type { Attributes } from '../stepBuilder.js';

/** Axes of [C, H, W, N]. */
const ROWS = 1;
const COLUMNS = 2;

/** y [O, OH, OW, N] as a convolution of [1, P * I, 1, R * N]: input, weights and bias of a pointwise one. */
export function denseForm(
  x: string,
  weight: string,
  bias: string | undefined,
  g: ConvolutionGeometry,
  context: LoweringContext,
): { readonly inputs: string[]; readonly attributes: Attributes } {
  const { build } = context;
  const { outputPixels, inputPixels, columns } = folding(g);
  const rows = g.outputChannels * outputPixels;
  const inputs = [
    build.view(foldedInput(x, g, context), [1, inputPixels * g.inputChannels, 1, columns]),
    build.view(denseWeights(weight, g, context), [rows, inputPixels * g.inputChannels, 1, 1]),
  ];
  if (bias !== undefined) {
    const perPixel = build.filled(1, [1, outputPixels]);
    const column = build.view(context.logical(bias), [g.outputChannels, 1]);
    inputs.push(build.view(build.op('Mul', [column, perPixel]), [rows]));
  }
  return { inputs, attributes: { kernel_shape: { ints: [1, 1] } } };
}

/** [O, Q, R, N] as the product gives it to [O, OH, OW, N]. */
export function unfoldedOutput(
  y: string,
  g: ConvolutionGeometry,
  { build }: LoweringContext,
): string {
  const { folded } = folding(g);
  if (folded.includes(ROWS)) return y;
  const [height, width] = g.outputSize;
  return build.transpose(build.view(y, [g.outputChannels, width, height, g.batch]), [0, 2, 1, 3]);
}

/** dx [I, H, W, N] */
export function denseInputGradient(
  dy: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const { folded, outputPixels, inputPixels } = folding(g);
  const { inputChannels, batch } = g;
  const [height, width] = g.inputSize;
  const weights = build.view(denseWeights(weight, g, context), [
    g.outputChannels * outputPixels,
    inputPixels * inputChannels,
  ]);
  const product = build.op('Gemm', [weights, foldedGradient(dy, g, context)], {
    transA: { int: 1 },
  });
  if (folded.length === 1 && folded[0] === COLUMNS)
    return build.transpose(
      build.view(product, [width, inputChannels, height, batch]),
      [1, 2, 0, 3],
    );
  const columns = (height * width * batch) / inputPixels;
  return build.transpose(build.view(product, [inputPixels, inputChannels, columns]), [1, 0, 2]);
}

/** dWeight [O, kh * kw, I]: a tap gets the sum over the pairs of pixels that it joins. */
export function denseWeightGradient(
  dy: string,
  x: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const { outputPixels, inputPixels, columns } = folding(g);
  const input = build.view(foldedInput(x, g, context), [inputPixels * g.inputChannels, columns]);
  const product = build.op('Gemm', [foldedGradient(dy, g, context), input], {
    transB: { int: 1 },
  });
  const pairs = outputPixels * inputPixels;
  const blocks = build.view(product, [g.outputChannels, pairs, g.inputChannels]);
  return build.op('MatMul', [tapsOfPairs(g, 'tap-pair', context), blocks]);
}

interface Folding {
  /** Axes of [C, H, W, N] along which the kernel reaches. */
  readonly folded: readonly (typeof ROWS | typeof COLUMNS)[];
  readonly outputPixels: number;
  readonly inputPixels: number;
  /** Pixels of the other axes, the same before and after the convolution, times the batch. */
  readonly columns: number;
}

function folding(g: ConvolutionGeometry): Folding {
  const folded = ([ROWS, COLUMNS] as const).filter((axis) => g.kernel[axis - 1] !== 1);
  const pixels = (size: readonly number[]): number =>
    folded.reduce<number>((product, axis) => product * (size[axis - 1] ?? 1), 1);
  const inputPixels = pixels(g.inputSize);
  const columns = (g.inputSize[0] * g.inputSize[1] * g.batch) / inputPixels;
  return { folded, outputPixels: pixels(g.outputSize), inputPixels, columns };
}

/** [P, I, R, N]; shared by all that read the tensor so. */
function foldedInput(x: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const { folded, inputPixels, columns } = folding(g);
  const [height, width] = g.inputSize;
  const tensor = context.batchLast(x);
  return context.shared(`${x}@folded${folded.join()}`, () =>
    folded.includes(ROWS)
      ? build.transpose(build.view(tensor, [g.inputChannels, inputPixels, columns]), [1, 0, 2])
      : build.transpose(
          build.view(tensor, [g.inputChannels, height, width, g.batch]),
          [2, 0, 1, 3],
        ),
  );
}

/** [O * Q, R * N]; shared by both gradients. */
function foldedGradient(dy: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const { folded, outputPixels, columns } = folding(g);
  const [height, width] = g.outputSize;
  const tensor = context.batchLast(dy);
  const shape = [g.outputChannels * outputPixels, columns];
  if (folded.includes(ROWS)) return build.view(tensor, shape);
  const turned = context.shared(`${dy}@folded${folded.join()}`, () =>
    build.transpose(build.view(tensor, [g.outputChannels, height, width, g.batch]), [0, 2, 1, 3]),
  );
  return build.view(turned, shape);
}

/** [O, Q * P, I]; shared by the forward pass and the gradient of the input. */
function denseWeights(weight: string, g: ConvolutionGeometry, context: LoweringContext): string {
  const { build } = context;
  const taps = g.kernel[0] * g.kernel[1];
  const key = `${weight}@dense${g.inputSize.join('x')}/${g.strides.join('x')}/${g.pads.join('x')}`;
  return context.shared(key, () =>
    build.op('MatMul', [
      tapsOfPairs(g, 'pair-tap', context),
      build.view(context.as(weight, 'outputSpatialInput'), [
        g.outputChannels,
        taps,
        g.inputChannels,
      ]),
    ]),
  );
}

/** 1 where a tap joins an output and an input pixel: [taps, Q * P], or transposed. */
function tapsOfPairs(
  g: ConvolutionGeometry,
  order: 'tap-pair' | 'pair-tap',
  { build }: LoweringContext,
): string {
  const [height, width] = g.inputSize;
  const [outputHeight, outputWidth] = g.outputSize;
  const [kernelHeight, kernelWidth] = g.kernel;
  const isFolded = [kernelHeight > 1, kernelWidth > 1];
  const range = (size: number): number[] => [...Array(size).keys()];
  const outputRows = range(isFolded[0] ? outputHeight : 1);
  const outputColumns = range(isFolded[1] ? outputWidth : 1);
  const inputRows = range(isFolded[0] ? height : 1);
  const inputColumns = range(isFolded[1] ? width : 1);
  const taps = kernelHeight * kernelWidth;
  const pairs = outputRows.flatMap((oy) =>
    outputColumns.flatMap((ox) =>
      inputRows.flatMap((iy) =>
        inputColumns.map((ix) => {
          const row = tapBetween(oy, iy, g, 0);
          const column = tapBetween(ox, ix, g, 1);
          return row === undefined || column === undefined ? undefined : row * kernelWidth + column;
        }),
      ),
    ),
  );
  const data = new Float32Array(taps * pairs.length);
  for (const [pair, tap] of pairs.entries())
    if (tap !== undefined)
      data[order === 'tap-pair' ? tap * pairs.length + pair : pair * taps + tap] = 1;
  const shape = order === 'tap-pair' ? [taps, pairs.length] : [pairs.length, taps];
  const window = [g.kernel, g.strides, g.pads, g.dilations, g.inputSize, g.outputSize].join('/');
  return build.constant(`${order}/${window}`, shape, data);
}

/** The tap by which a pixel of the input enters one of the output, along an axis. */
function tapBetween(
  output: number,
  input: number,
  g: ConvolutionGeometry,
  axis: 0 | 1,
): number | undefined {
  if (g.kernel[axis] === 1) return 0;
  const offset = input - output * g.strides[axis] + g.pads[axis];
  const tap = offset / g.dilations[axis];
  return Number.isInteger(tap) && tap >= 0 && tap < g.kernel[axis] ? tap : undefined;
}
