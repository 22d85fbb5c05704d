import type { ImageForm } from '@convbench/spec';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { roundHalfToEven } from '../image/geometry.js';
import { makeResampler, type Interpolation, type Window } from '../image/resample.js';
import type { ByteStep } from './step.js';
import { uniform } from './uniform.js';

type Range = readonly [low: number, high: number];

/** Parts that do not fit into the image are drawn again, so often (torchvision's `RandomResizedCrop`). */
const ATTEMPTS = 10;

/** Cuts a part out and resizes it to the image's size. */
export function randomResizedCrop(
  scale: Range,
  ratio: Range,
  interpolation: Interpolation,
  { channels, inputSize }: ImageForm,
): ByteStep {
  const part = new Uint8Array(channels * inputSize ** 2);
  return (image, random) => {
    const window = drawWindow(random, inputSize, scale, ratio);
    resizePart(image, inputSize, window, interpolation, part);
  };
}

/**
 * Draws area and shape, then row and column of a part of a square image. Where none fits in ten attempts it is the
 * middle, as large as the shapes allow.
 */
export function drawWindow(
  random: RandomGenerator,
  size: number,
  scale: Range,
  ratio: Range,
): Window {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = size * size * uniform(random, ...scale);
    const shape = Math.exp(uniform(random, Math.log(ratio[0]), Math.log(ratio[1])));
    const width = roundHalfToEven(Math.sqrt(area * shape));
    const height = roundHalfToEven(Math.sqrt(area / shape));
    if (width < 1 || height < 1 || width > size || height > size) continue;
    const top = uniformInt(random, 0, size - height);
    const left = uniformInt(random, 0, size - width);
    return { left, top, width, height };
  }
  return middleWindow(size, ratio);
}

function middleWindow(size: number, [narrowest, widest]: Range): Window {
  const height = narrowest > 1 ? atLeastOne(size / narrowest) : size;
  const width = widest < 1 ? atLeastOne(size * widest) : size;
  return {
    left: Math.floor((size - width) / 2),
    top: Math.floor((size - height) / 2),
    width,
    height,
  };
}

const atLeastOne = (length: number) => Math.max(1, roundHalfToEven(length));

/** Resizes a part of planes [C, size, size] to all of them, as Pillow crops and then resizes. `scratch` is as long. */
export function resizePart(
  planes: Uint8Array,
  size: number,
  part: Window,
  interpolation: Interpolation,
  scratch: Uint8Array,
): void {
  const { left, top, width, height } = part;
  if (width === size && height === size) return;
  const resample = makeResampler(interpolation, 1, part, { width: size, height: size });
  for (let plane = 0; plane < planes.length; plane += size * size) {
    for (let row = 0; row < height; row++) {
      const from = plane + (top + row) * size + left;
      scratch.set(planes.subarray(from, from + width), row * width);
    }
    resample(scratch, 0, planes, plane);
  }
}
