import type { ConvAttributes, Shape } from '@convbench/spec';
import { addProduct, transposeMatrix } from './product.js';
import { zeros, type Tensor } from './tensor.js';

/** Sizes of one convolution, per group where channels are meant. */
interface Sizes {
  readonly images: number;
  readonly group: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Output positions of one image. */
  readonly positions: number;
  /** Weights of one output channel. */
  readonly taps: number;
}

/** y [N, O, OH, OW]; `shape` is that of y. */
export function conv(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  attributes: ConvAttributes,
  shape: Shape,
): Tensor {
  const y = zeros(shape);
  const s = sizesOf(x.shape, shape, attributes);
  forEachGroup(s, (input, output, filters) => {
    const part = y.data.subarray(output.begin, output.end);
    if (bias)
      for (let o = 0; o < s.outChannels; o++)
        part.fill(
          bias.data[filters.firstChannel + o] as number,
          o * s.positions,
          (o + 1) * s.positions,
        );
    const patches = gatherPatches(x.data.subarray(input.begin, input.end), s, attributes);
    const w = weight.data.subarray(filters.begin, filters.end);
    addProduct(part, w, patches, s.outChannels, s.positions, s.taps);
  });
  return y;
}

/** dx [N, C, H, W]: each patch gets back what it contributed. */
export function convGradInput(
  dy: Tensor,
  weight: Tensor,
  attributes: ConvAttributes & { readonly inputShape: Shape },
): Tensor {
  const dx = zeros(attributes.inputShape);
  const s = sizesOf(dx.shape, dy.shape, attributes);
  forEachGroup(s, (input, output, filters) => {
    const w = weight.data.subarray(filters.begin, filters.end);
    const wByTap = transposeMatrix(w, s.outChannels, s.taps);
    const part = dy.data.subarray(output.begin, output.end);
    const dyByPosition = transposeMatrix(part, s.outChannels, s.positions);
    const dPatches = new Float64Array(s.positions * s.taps);
    addProduct(dPatches, dyByPosition, wByTap, s.positions, s.taps, s.outChannels);
    scatterPatches(dPatches, dx.data.subarray(input.begin, input.end), s, attributes);
  });
  return dx;
}

/** dWeight [O, C / group, kh, kw]; `shape` is that of the weight. */
export function convGradWeight(
  dy: Tensor,
  x: Tensor,
  attributes: ConvAttributes,
  shape: Shape,
): Tensor {
  const dWeight = zeros(shape);
  const s = sizesOf(x.shape, dy.shape, attributes);
  forEachGroup(s, (input, output, filters) => {
    const patches = gatherPatches(x.data.subarray(input.begin, input.end), s, attributes);
    const byTap = transposeMatrix(patches, s.positions, s.taps);
    const dw = dWeight.data.subarray(filters.begin, filters.end);
    const part = dy.data.subarray(output.begin, output.end);
    addProduct(dw, part, byTap, s.outChannels, s.taps, s.positions);
  });
  return dWeight;
}

/** Sum over all axes but 1. */
export function biasGrad(dy: Tensor): Tensor {
  const [images = 0, channels = 0, ...map] = dy.shape;
  const size = map.reduce((product, dimension) => product * dimension, 1);
  const dBias = zeros([channels]);
  for (let n = 0; n < images; n++)
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      const begin = (n * channels + c) * size;
      for (let i = begin; i < begin + size; i++) sum += dy.data[i] as number;
      dBias.data[c] = (dBias.data[c] as number) + sum;
    }
  return dBias;
}

function sizesOf(input: Shape, output: Shape, { group, kernelShape }: ConvAttributes): Sizes {
  const [images, inputChannels, height, width] = input as [number, number, number, number];
  const [, outputChannels, outHeight, outWidth] = output as [number, number, number, number];
  const channels = inputChannels / group;
  return {
    images,
    group,
    channels,
    height,
    width,
    outChannels: outputChannels / group,
    outHeight,
    outWidth,
    positions: outHeight * outWidth,
    taps: channels * kernelShape[0] * kernelShape[1],
  };
}

interface Range {
  readonly begin: number;
  readonly end: number;
}

/** Calls `body` with the part of input, output and weight that belongs to each image and group. */
function forEachGroup(
  s: Sizes,
  body: (input: Range, output: Range, filters: Range & { readonly firstChannel: number }) => void,
): void {
  const range = (index: number, size: number): Range => ({
    begin: index * size,
    end: (index + 1) * size,
  });
  for (let n = 0; n < s.images; n++)
    for (let g = 0; g < s.group; g++)
      body(
        range(n * s.group + g, s.channels * s.height * s.width),
        range(n * s.group + g, s.outChannels * s.positions),
        { ...range(g, s.outChannels * s.taps), firstChannel: g * s.outChannels },
      );
}

/** The input values under the kernel at each output position, padding as 0: [positions, taps]. */
function gatherPatches(x: Float64Array, s: Sizes, attributes: ConvAttributes): Float64Array {
  const patches = new Float64Array(s.positions * s.taps);
  forEachTap(s, attributes, (inMap, inPatches) => {
    patches[inPatches] = x[inMap] as number;
  });
  return patches;
}

/** Adds the values of patches [positions, taps] to the places of the map that they came from. */
function scatterPatches(
  patches: Float64Array,
  x: Float64Array,
  s: Sizes,
  attributes: ConvAttributes,
): void {
  forEachTap(s, attributes, (inMap, inPatches) => {
    x[inMap] = (x[inMap] as number) + (patches[inPatches] as number);
  });
}

/** Visits every pair (place in the map, place in the patches) that is not in the padding. */
function forEachTap(
  s: Sizes,
  { kernelShape, strides, pads, dilations }: ConvAttributes,
  visit: (inMap: number, inPatches: number) => void,
): void {
  const [kernelHeight, kernelWidth] = kernelShape;
  for (let oh = 0; oh < s.outHeight; oh++)
    for (let ow = 0; ow < s.outWidth; ow++)
      for (let c = 0; c < s.channels; c++)
        for (let kh = 0; kh < kernelHeight; kh++) {
          const h = oh * strides[0] - pads[0] + kh * dilations[0];
          if (h < 0 || h >= s.height) continue;
          const row = (c * s.height + h) * s.width;
          const tap = (oh * s.outWidth + ow) * s.taps + (c * kernelHeight + kh) * kernelWidth;
          for (let kw = 0; kw < kernelWidth; kw++) {
            const w = ow * strides[1] - pads[1] + kw * dilations[1];
            if (w >= 0 && w < s.width) visit(row + w, tap + kw);
          }
        }
}
