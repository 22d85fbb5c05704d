/** @file Max pooling along one axis, forward and backward, made of vectorised passes. */
import type { StepBuilder } from '../stepBuilder.js';

/** Pooling of the middle axis of [outer, size, inner]. */
export interface PoolAxis {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padBegin: number;
  readonly outputSize: number;
}

/** Below every activation; its distance to one is still a finite float. */
const PADDING = -3e38;
/** Makes HardSigmoid(difference) a step function: 1 above 0, else 0. */
export const STEP_SLOPE = 3e38;

/** The maxima [outer, outputSize, inner] of x [outer, size, inner]. */
export function poolForward(build: StepBuilder, x: string, axis: PoolAxis): string {
  const { outer, size, inner, kernel, stride, padBegin } = axis;
  return build.op('MaxPool', [build.view(x, [1, outer, size, inner])], {
    kernel_shape: { ints: [kernel, 1] },
    strides: { ints: [stride, 1] },
    pads: { ints: [padBegin, 0, padEnd(axis), 0] },
  });
}

/**
 * dx [outer, size, inner] from dy and the maxima y, both [outer, outputSize, inner]. From the first tap of the windows
 * to the last: a tap that equals the maximum takes what gradient is left; so the first maximum gets it.
 */
export function poolBackward(
  build: StepBuilder,
  dy: string,
  x: string,
  y: string,
  axis: PoolAxis,
): string {
  const shape = [axis.outer, axis.outputSize, axis.inner];
  const maximum = build.view(y, shape);
  let rest = build.view(dy, shape);
  const shares = tapsOf(build, x, axis).map((tap) => {
    const isLess = build.op('HardSigmoid', [build.op('Sub', [maximum, tap])], {
      alpha: { float: STEP_SLOPE },
      beta: { float: 0 },
    });
    const passedOn = build.op('Mul', [rest, isLess]);
    const share = build.op('Sub', [rest, passedOn]);
    rest = passedOn;
    return share;
  });
  return foldShares(build, [...shares, rest], axis);
}

/** Pixels that the last window reaches beyond the input. */
function padEnd({ outputSize, stride, kernel, size, padBegin }: PoolAxis): number {
  return Math.max(0, (outputSize - 1) * stride + kernel - size - padBegin);
}

/** Whether input pixels come in pairs (2i, 2i + 1) of one window each, which a Split separates without gathering. */
function pairsUp({ size, stride, outputSize }: PoolAxis): boolean {
  return stride === 2 && size === 2 * outputSize;
}

function isPair(axis: PoolAxis): boolean {
  return pairsUp(axis) && axis.kernel === 2 && axis.padBegin === 0;
}

function isOverlappingPair(axis: PoolAxis): boolean {
  return pairsUp(axis) && axis.kernel === 3 && axis.padBegin === 1;
}

function isSliding(axis: PoolAxis): boolean {
  return (
    axis.stride === 1 && axis.kernel === 3 && axis.padBegin === 1 && axis.size === axis.outputSize
  );
}

/** The pixel at every position of the window but the last, for all windows: tensors [outer, outputSize, inner]. */
function tapsOf(build: StepBuilder, x: string, axis: PoolAxis): string[] {
  const { outer, size, inner, kernel, stride, padBegin, outputSize } = axis;
  if (isPair(axis) || isOverlappingPair(axis)) {
    const pairs = build.view(x, [outer, outputSize, 2, inner]);
    const [even, odd] = build
      .split(pairs, [1, 1], 2)
      .map((half) => build.view(half, [outer, outputSize, inner])) as [string, string];
    return isPair(axis) ? [even] : [shiftedRight(build, odd), even];
  }
  const line = build.view(x, [outer, size, inner]);
  if (isSliding(axis)) return [shiftedRight(build, line), line];
  const end = padEnd(axis);
  const padded =
    padBegin === 0 && end === 0
      ? line
      : build.op('Pad', [line, build.ints([0, padBegin, 0, 0, end, 0]), build.scalar(PADDING, 0)]);
  return Array.from({ length: kernel - 1 }, (_, tap) =>
    build.gather(
      padded,
      Array.from({ length: outputSize }, (_, i) => i * stride + tap),
      1,
    ),
  );
}

function shiftedRight(build: StepBuilder, line: string): string {
  return build.op('Pad', [line, build.ints([0, 1, 0, 0, -1, 0]), build.scalar(PADDING, 0)]);
}

/** Adds every tap's share [outer, outputSize, inner] to the pixel it was read from. */
function foldShares(build: StepBuilder, shares: readonly string[], axis: PoolAxis): string {
  const { outer, size, inner, outputSize } = axis;
  const [first, second, third] = shares as [string, string, string];
  const rows = [...Array(outputSize).keys()];
  const rotatedLeft = [...rows.slice(1), 0];
  const rotatedRight = [outputSize - 1, ...rows.slice(0, -1)];
  // A tap in the padding never wins, so the row that a rotation wraps around is exactly zero.
  if (isSliding(axis)) {
    const sum = build.op('Add', [second, build.gather(third, rotatedRight, 1)]);
    return build.op('Add', [sum, build.gather(first, rotatedLeft, 1)]);
  }
  if (isPair(axis) || isOverlappingPair(axis)) {
    const [even, odd] = isPair(axis)
      ? [first, second]
      : [second, build.op('Add', [third, build.gather(first, rotatedLeft, 1)])];
    const halves = [even, odd].map((half) => build.view(half, [outer, outputSize, 1, inner]));
    return build.view(build.concat(halves, 2), [outer, size, inner]);
  }
  return gatheredShares(build, shares, axis);
}

/** Any window: lines up all shares and picks, for each pixel, those that belong to it. */
function gatheredShares(build: StepBuilder, shares: readonly string[], axis: PoolAxis): string {
  const { size, kernel, stride, padBegin, outputSize } = axis;
  const zeroRow = build.ints([0, 0, 0, 0, 1, 0]);
  const lined = build.op('Pad', [build.concat(shares, 1), zeroRow]);
  const none = kernel * outputSize;
  const sources = Array.from({ length: size }, (_, pixel) =>
    Array.from({ length: kernel }, (_, tap) => ({ tap, offset: pixel + padBegin - tap }))
      .filter(({ offset }) => offset >= 0 && offset % stride === 0 && offset / stride < outputSize)
      .map(({ tap, offset }) => tap * outputSize + offset / stride),
  );
  const depth = Math.max(1, ...sources.map((list) => list.length));
  return Array.from({ length: depth }, (_, k) =>
    build.gather(
      lined,
      sources.map((list) => list[k] ?? none),
      1,
    ),
  ).reduce((sum, part) => build.op('Add', [sum, part]));
}
