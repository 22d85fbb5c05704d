/** Interpolation as Pillow names and computes it; shrinking widens the kernel (antialiasing), but for `nearest`. */
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';

/** A part of a resized image. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Kernel {
  readonly radius: number;
  weightAt(distance: number): number;
}

const BILINEAR: Kernel = { radius: 1, weightAt: (x) => Math.max(0, 1 - Math.abs(x)) };

/** Keys' cubic convolution with a = -0.5, as Pillow has it (OpenCV and torch take -0.75). */
const BICUBIC: Kernel = {
  radius: 2,
  weightAt(distance) {
    const x = Math.abs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
    return 0;
  },
};

/** Weights are integers of this many fractional bits, so that sums of bytes are exact and fit 32 bits. */
const FRACTION_BITS = 22;
const HALF = 1 << (FRACTION_BITS - 1);

/** For each target position the first source position that it is made of, how many, and their weights. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** [positions, most] */
  readonly weights: Int32Array;
  readonly most: number;
}

/** Half-pixel centres; taps beyond the border are left out and the others made to sum to 1. */
function tapsOf(
  kernel: Kernel,
  sourceSize: number,
  targetSize: number,
  start: number,
  length: number,
): Taps {
  const ratio = sourceSize / targetSize;
  const stretch = Math.max(1, ratio);
  const radius = kernel.radius * stretch;
  const most = Math.ceil(radius) * 2 + 1;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * most);
  for (let position = 0; position < length; position++) {
    const centre = (start + position + 0.5) * ratio;
    const from = Math.max(0, Math.trunc(centre - radius + 0.5));
    const until = Math.min(sourceSize, Math.trunc(centre + radius + 0.5));
    const raw = Array.from({ length: until - from }, (_, tap) =>
      kernel.weightAt((from + tap - centre + 0.5) / stretch),
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    first[position] = from;
    count[position] = raw.length;
    raw.forEach((weight, tap) => {
      const scaled = (weight / total) * (1 << FRACTION_BITS);
      weights[position * most + tap] = Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    });
  }
  return { first, count, weights, most };
}

const toByte = (sum: number): number => {
  const value = sum >> FRACTION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

/** Source [height, width, channels] from `sourceOffset` on → planes [channels, window] from `targetOffset` on. */
export type Resampler = (
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
) => void;

/**
 * Resizes images and cuts a window out of the result, computing no more than the window: along the rows first, then
 * along the columns, rounded to bytes after each, which is bit for bit what Pillow does with eight-bit images. (Pillow
 * 13 takes the columns first where the height shrinks by more than twice as many pixels as the width: one level.)
 */
export function makeResampler(
  interpolation: Interpolation,
  channels: number,
  source: { readonly width: number; readonly height: number },
  resized: { readonly width: number; readonly height: number },
  window: Window = { left: 0, top: 0, ...resized },
): Resampler {
  const [columns, rows] =
    interpolation === 'nearest'
      ? [
          nearestTaps(source.width, resized.width, window.left, window.width),
          nearestTaps(source.height, resized.height, window.top, window.height),
        ]
      : [
          kernelTaps(interpolation, source.width, resized.width, window.left, window.width),
          kernelTaps(interpolation, source.height, resized.height, window.top, window.height),
        ];
  const last = window.height - 1;
  const firstRow = rows.first[0] as number;
  const rowCount = (rows.first[last] as number) + (rows.count[last] as number) - firstRow;
  const valuesPerRow = window.width * channels;
  const narrowed = new Uint8Array(rowCount * valuesPerRow);
  const sums = new Int32Array(valuesPerRow);

  return (bytes, sourceOffset, target, targetOffset) => {
    for (let row = 0; row < rowCount; row++) {
      const start = sourceOffset + (firstRow + row) * source.width * channels;
      narrowRow(bytes, start, columns, channels, narrowed, row * valuesPerRow);
    }
    const plane = window.width * window.height;
    for (let y = 0; y < window.height; y++) {
      sums.fill(HALF);
      const count = rows.count[y] as number;
      const from = ((rows.first[y] as number) - firstRow) * valuesPerRow;
      for (let tap = 0; tap < count; tap++) {
        const weight = rows.weights[y * rows.most + tap] as number;
        const start = from + tap * valuesPerRow;
        for (let i = 0; i < valuesPerRow; i++) {
          sums[i] = (sums[i] as number) + weight * (narrowed[start + i] as number);
        }
      }
      for (let channel = 0; channel < channels; channel++) {
        const line = targetOffset + channel * plane + y * window.width;
        for (let x = 0, i = channel; x < window.width; x++, i += channels) {
          target[line + x] = toByte(sums[i] as number);
        }
      }
    }
  };
}

function narrowRow(
  source: Uint8Array,
  start: number,
  columns: Taps,
  channels: number,
  target: Uint8Array,
  targetOffset: number,
): void {
  // Colours are most of the work of preprocessing: a third of the loops, with the sums in registers.
  if (channels === 3) return narrowColours(source, start, columns, target, targetOffset);
  const { first, count, weights, most } = columns;
  for (let x = 0; x < first.length; x++) {
    const from = start + (first[x] as number) * channels;
    const taps = count[x] as number;
    for (let channel = 0; channel < channels; channel++) {
      let sum = HALF;
      let at = from + channel;
      for (let weight = x * most; weight < x * most + taps; weight++, at += channels) {
        sum += (weights[weight] as number) * (source[at] as number);
      }
      target[targetOffset + x * channels + channel] = toByte(sum);
    }
  }
}

function narrowColours(
  source: Uint8Array,
  start: number,
  { first, count, weights, most }: Taps,
  target: Uint8Array,
  targetOffset: number,
): void {
  for (let x = 0, to = targetOffset; x < first.length; x++, to += 3) {
    let [red, green, blue] = [HALF, HALF, HALF];
    let at = start + (first[x] as number) * 3;
    const end = x * most + (count[x] as number);
    for (let tap = x * most; tap < end; tap++, at += 3) {
      const weight = weights[tap] as number;
      red += weight * (source[at] as number);
      green += weight * (source[at + 1] as number);
      blue += weight * (source[at + 2] as number);
    }
    target[to] = toByte(red);
    target[to + 1] = toByte(green);
    target[to + 2] = toByte(blue);
  }
}

function kernelTaps(
  interpolation: 'bilinear' | 'bicubic',
  sourceSize: number,
  targetSize: number,
  start: number,
  length: number,
): Taps {
  const kernel = interpolation === 'bilinear' ? BILINEAR : BICUBIC;
  return tapsOf(kernel, sourceSize, targetSize, start, length);
}

/** The position is summed up, not multiplied, so that it falls on the side of a border that it does in Pillow. */
function nearestTaps(sourceSize: number, targetSize: number, start: number, length: number): Taps {
  const ratio = sourceSize / targetSize;
  const first = new Int32Array(length);
  let position = ratio * 0.5;
  for (let i = 0; i < start + length; i++) {
    if (i >= start) first[i - start] = Math.trunc(position);
    position += ratio;
  }
  return {
    first,
    count: new Int32Array(length).fill(1),
    weights: new Int32Array(length).fill(1 << FRACTION_BITS),
    most: 1,
  };
}
