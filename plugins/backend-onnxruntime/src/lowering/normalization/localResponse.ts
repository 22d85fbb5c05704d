/** @file LRN and LRNGrad on [images, C, plane]. */
import type { LrnAttributes, LrnGradNode, LrnNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { mapsOf, planesOf } from '../maps.js';

interface SavedResponse {
  /** bias + alpha / size * (sum of squares over the window of channels) */
  readonly scale: string;
  /** scale ^ -beta */
  readonly power: string;
}

/** y = x * scale ^ -beta */
export function lowerLrn(node: LrnNode, context: LoweringContext): void {
  const { build } = context;
  const [x] = node.inputs;
  const [y] = node.outputs;
  const { size, alpha, beta, bias } = node.attributes;
  const values = planesOf(x, context);
  const squares = build.op('Mul', [values, values]);
  const scale = windowSums(squares, y, alpha / size, before(size), bias, node.attributes, context);
  const power = negativePower(scale, beta, context);
  const saved: SavedResponse = { scale, power };
  context.saved.set(y, saved);
  context.store(y, build.op('Mul', [values, power]), mapsOf(x, context).layout);
}

/** dx = dy * scale ^ -beta - x * (2 alpha beta / size * sum of dy * y / scale over the windows that x is in) */
export function lowerLrnGrad(node: LrnGradNode, context: LoweringContext): void {
  const { build } = context;
  const [dy, x, y] = node.inputs;
  const [dx] = node.outputs;
  const { size, alpha, beta } = node.attributes;
  const { scale, power } = context.saved.get(y) as SavedResponse;
  const gradient = planesOf(dy, context);
  const flow = build.op('Div', [build.op('Mul', [gradient, planesOf(y, context)]), scale]);
  const weight = (2 * alpha * beta) / size;
  // A channel is in the windows of as many channels before it as its own window has after it.
  const after = size - 1 - before(size);
  const back = windowSums(flow, dx, weight, after, 0, node.attributes, context);
  const direct = build.op('Mul', [gradient, power]);
  const difference = build.op('Sub', [direct, build.op('Mul', [planesOf(x, context), back])]);
  context.store(dx, difference, mapsOf(x, context).layout);
}

/** Channels of the window before its own; an even size leans forward. */
function before(size: number): number {
  return Math.floor((size - 1) / 2);
}

/**
 * bias + weight * (sum over the window of channels), as a convolution of images [1, C, plane] with a kernel of one
 * column: the passes of shifted additions would cost twice as much.
 */
function windowSums(
  x: string,
  like: string,
  weight: number,
  padBegin: number,
  bias: number,
  { size }: LrnAttributes,
  context: LoweringContext,
): string {
  const { build } = context;
  const { images, channels, plane } = mapsOf(like, context);
  const inputs = [
    build.view(x, [images, 1, channels, plane]),
    build.filled(weight, [1, 1, size, 1]),
  ];
  if (bias !== 0) inputs.push(build.filled(bias, [1]));
  const sums = build.op('Conv', inputs, {
    kernel_shape: { ints: [size, 1] },
    pads: { ints: [padBegin, 0, size - 1 - padBegin, 0] },
  });
  return build.view(sums, [images, channels, plane]);
}

/** x ^ -beta of positive x. Pow costs several times as much as the roots that the usual exponents are made of. */
function negativePower(x: string, beta: number, { build }: LoweringContext): string {
  const inverse = (y: string): string => build.op('Reciprocal', [y]);
  const root = (y: string): string => build.op('Sqrt', [y]);
  switch (beta) {
    case 0.5:
      return inverse(root(x));
    case 0.75: {
      const half = inverse(root(x));
      return build.op('Mul', [half, root(half)]);
    }
    case 1:
      return inverse(x);
    default:
      return build.op('Exp', [build.op('Mul', [build.op('Log', [x]), build.scalar(-beta, 3)])]);
  }
}
