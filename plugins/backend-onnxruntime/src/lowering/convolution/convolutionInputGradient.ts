/** @file ConvGradInput: what a convolution passes back to its input. */
import type { ConvGradInputNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import {
  convolutionGeometry,
  isDense,
  isPointwise,
  unreachedPixels,
  type ConvolutionGeometry,
} from './convolutionGeometry.js';
import { denseInputGradient } from './denseConvolution.js';
import { phasesOf, type GradientPhase } from './gradientPhases.js';

export function lowerConvGradInput(node: ConvGradInputNode, context: LoweringContext): void {
  const [dy, weight] = node.inputs;
  const [dx] = node.outputs;
  const geometry = convolutionGeometry(
    node.attributes.inputShape,
    context.shapeOf(weight),
    context.shapeOf(dy),
    node.attributes,
  );
  context.store(dx, inputGradient(dy, weight, geometry, context), 'batchLast');
}

function inputGradient(
  dy: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  if (isPointwise(g)) {
    const matrix = context.build.view(context.logical(weight), [g.outputChannels, g.inputChannels]);
    return context.build.op('Gemm', [matrix, context.matrix(dy)], { transA: { int: 1 } });
  }
  if (isDense(g, context.options)) return denseInputGradient(dy, weight, g, context);
  const [rows, columns] = [phasesOf(g, 0), phasesOf(g, 1)];
  return rows && columns
    ? byPhases(dy, weight, { rows, columns }, g, context)
    : transposedConvolution(dy, weight, g, context);
}

interface Phases {
  readonly rows: readonly GradientPhase[];
  readonly columns: readonly GradientPhase[];
}

/**
 * One convolution of dy per phase: the input pixels whose position is the same modulo the strides are reached by the
 * same taps. Without strides that is a single one, with the whole kernel.
 */
function byPhases(
  dy: string,
  weight: string,
  { rows, columns }: Phases,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const { inputChannels: i, batch } = g;
  const [height, width] = g.inputSize;
  const [rowCount, columnCount] = [rows, columns].map(([first]) => first?.count ?? 0) as [
    number,
    number,
  ];
  const lines = rows.map((row) => {
    const parts = columns.map((column) => phaseGradient(dy, weight, row, column, g, context));
    const interleaved = build.concat(
      parts.map((part) =>
        parts.length === 1 ? part : build.view(part, [i * rowCount, columnCount, 1, batch]),
      ),
      2,
    );
    const reached = columnCount * columns.length;
    const line = cropped(interleaved, [i * rowCount, reached, batch], width, context);
    return rows.length === 1 ? line : build.view(line, [i, rowCount, 1, width * batch]);
  });
  const reached = rowCount * rows.length;
  return cropped(build.concat(lines, 2), [i, reached, width * batch], height, context);
}

/** The first `size` of the middle axis of [outer, reached, inner]. */
function cropped(
  tensor: string,
  shape: readonly [outer: number, reached: number, inner: number],
  size: number,
  { build }: LoweringContext,
): string {
  if (shape[1] === size) return tensor;
  return build.gather(build.view(tensor, shape), [...Array(size).keys()], 1);
}

/** [1, I, row.count, column.count * N] */
function phaseGradient(
  dy: string,
  weight: string,
  row: GradientPhase,
  column: GradientPhase,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const image = croppedGradient(dy, row, column, g, context);
  return build.op('Conv', [image, reversedWeights(weight, row.taps, column.taps, g, context)], {
    kernel_shape: { ints: [row.taps.length, column.taps.length] },
    pads: {
      ints: [
        Math.max(row.padBegin, 0),
        Math.max(column.padBegin, 0) * g.batch,
        Math.max(row.padEnd, 0),
        Math.max(column.padEnd, 0) * g.batch,
      ],
    },
    dilations: { ints: [g.dilations[0], g.dilations[1] * g.batch] },
    group: { int: g.group },
  });
}

/** dy [1, O, OH, OW * N] without the pixels that no window of the phase reaches: those of a negative pad. */
function croppedGradient(
  dy: string,
  row: GradientPhase,
  column: GradientPhase,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const [height, width] = g.outputSize;
  const image = build.view(context.batchLast(dy), [1, g.outputChannels, height, width * g.batch]);
  if ([row, column].every(({ padBegin, padEnd }) => padBegin >= 0 && padEnd >= 0)) return image;
  const starts = [-Math.min(row.padBegin, 0), -Math.min(column.padBegin, 0) * g.batch];
  const ends = [height + Math.min(row.padEnd, 0), (width + Math.min(column.padEnd, 0)) * g.batch];
  return build.op('Slice', [image, build.ints(starts), build.ints(ends), build.ints([2, 3])]);
}

/** The given taps of the kernel, from the last to the first: [I, O / groups, taps of rows, taps of columns]. */
function reversedWeights(
  weight: string,
  rowTaps: readonly number[],
  columnTaps: readonly number[],
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const outputs = g.outputChannels / g.group;
  const inputs = g.inputChannels / g.group;
  const taps = g.kernel[0] * g.kernel[1];
  const reversed = rowTaps
    .flatMap((row) => columnTaps.map((column) => row * g.kernel[1] + column))
    .reverse();
  const shape = [g.inputChannels, outputs, rowTaps.length, columnTaps.length];
  if (context.layoutOf(weight) === 'outputSpatialInput') {
    const stored = build.view(context.stored(weight), [g.outputChannels, taps, inputs]);
    const turned = build.gather(stored, reversed, 1);
    const byGroup = build.view(turned, [g.group, outputs * reversed.length, inputs]);
    return build.view(build.transpose(byGroup, [0, 2, 1]), shape);
  }
  const logical = build.view(context.logical(weight), [g.outputChannels, inputs, taps]);
  const turned = build.gather(logical, reversed, 2);
  const byGroup = build.view(turned, [g.group, outputs, inputs, reversed.length]);
  return build.view(build.transpose(byGroup, [0, 2, 1, 3]), shape);
}

/** For strides beside dilations or beyond the kernel; in the volume [1, O, OH, OW, N]. */
function transposedConvolution(
  dy: string,
  weight: string,
  g: ConvolutionGeometry,
  context: LoweringContext,
): string {
  const { build } = context;
  const [top, left, bottom, right] = g.pads;
  const volume = build.view(context.batchLast(dy), [1, g.outputChannels, ...g.outputSize, g.batch]);
  const weights = build.view(context.logical(weight), [
    g.outputChannels,
    g.inputChannels / g.group,
    ...g.kernel,
    1,
  ]);
  return build.op('ConvTranspose', [volume, weights], {
    kernel_shape: { ints: [...g.kernel, 1] },
    strides: { ints: [...g.strides, 1] },
    pads: { ints: [top, left, 0, bottom, right, 0] },
    dilations: { ints: [...g.dilations, 1] },
    group: { int: g.group },
    output_padding: { ints: [unreachedPixels(g, 0), unreachedPixels(g, 1), 0] },
  });
}
