import type { ConvAttributes, Shape } from '@convbench/spec';
import { addProduct } from './product/product.js';
import { transposed, type Matrix } from './product/matrix.js';
import { offsetsOf, zeros, type Tensor } from './tensor.js';

/** y [N, O, OH, OW]; `shape` is that of y. */
export function conv(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  attributes: ConvAttributes,
  shape: Shape,
): Tensor {
  const y = zeros(shape);
  if (bias) fillChannels(y, bias);
  const s = sizesOf(x.shape, shape, attributes);
  const padded = pad(x.data, s);
  for (let g = 0; g < s.group; g++)
    addProduct(
      mapsOf(y.data, s, g),
      filtersOf(weight.stored ?? weight.data, s, g),
      patchesOf(padded, s, g),
    );
  return y;
}

/** dx [N, C, H, W]: each patch gets back what it contributed. */
export function convGradInput(
  dy: Tensor,
  weight: Tensor,
  attributes: ConvAttributes & { readonly inputShape: Shape },
): Tensor {
  const s = sizesOf(attributes.inputShape, dy.shape, attributes);
  const padded = new Float64Array(s.images * s.group * s.channels * s.paddedMap);
  for (let g = 0; g < s.group; g++)
    addProduct(
      patchesOf(padded, s, g),
      transposed(filtersOf(weight.stored ?? weight.data, s, g)),
      mapsOf(dy.data, s, g),
    );
  return { shape: attributes.inputShape, data: unpad(padded, s) };
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
  const padded = pad(x.data, s);
  for (let g = 0; g < s.group; g++)
    addProduct(
      filtersOf(dWeight.data, s, g),
      mapsOf(dy.data, s, g),
      transposed(patchesOf(padded, s, g)),
    );
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
  readonly kernelShape: ConvAttributes['kernelShape'];
  readonly strides: ConvAttributes['strides'];
  readonly dilations: ConvAttributes['dilations'];
  readonly top: number;
  readonly left: number;
  /** The part of the padded map that the kernel touches. */
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  readonly paddedMap: number;
  /** Output positions of one image. */
  readonly positions: number;
  /** Weights of one output channel. */
  readonly taps: number;
}

function sizesOf(
  input: Shape,
  output: Shape,
  { group, kernelShape, strides, dilations, pads }: ConvAttributes,
): Sizes {
  const [images, inputChannels, height, width] = input as [number, number, number, number];
  const [, outputChannels, outHeight, outWidth] = output as [number, number, number, number];
  const channels = inputChannels / group;
  const paddedHeight = (outHeight - 1) * strides[0] + (kernelShape[0] - 1) * dilations[0] + 1;
  const paddedWidth = (outWidth - 1) * strides[1] + (kernelShape[1] - 1) * dilations[1] + 1;
  return {
    images,
    group,
    channels,
    height,
    width,
    outChannels: outputChannels / group,
    outHeight,
    outWidth,
    kernelShape,
    strides,
    dilations,
    top: pads[0],
    left: pads[1],
    paddedHeight,
    paddedWidth,
    paddedMap: paddedHeight * paddedWidth,
    positions: outHeight * outWidth,
    taps: channels * kernelShape[0] * kernelShape[1],
  };
}

type Values = Float32Array | Float64Array;

/** A group's weights [O, taps]. */
function filtersOf<Data extends Values>(weight: Data, s: Sizes, group: number): Matrix<Data> {
  return {
    data: weight.subarray(group * s.outChannels * s.taps) as Data,
    rows: offsetsOf([s.outChannels], [s.taps]),
    columns: offsetsOf([s.taps], [1]),
  };
}

/** The values under the kernel at every output position of every image: [taps, images * positions]. */
function patchesOf(padded: Float64Array, s: Sizes, group: number): Matrix<Float64Array> {
  const image = s.group * s.channels * s.paddedMap;
  return {
    data: padded.subarray(group * s.channels * s.paddedMap),
    rows: offsetsOf(
      [s.channels, ...s.kernelShape],
      [s.paddedMap, s.dilations[0] * s.paddedWidth, s.dilations[1]],
    ),
    columns: offsetsOf(
      [s.images, s.outHeight, s.outWidth],
      [image, s.strides[0] * s.paddedWidth, s.strides[1]],
    ),
  };
}

/** A group's output maps [O, images * positions]. */
function mapsOf(y: Float64Array, s: Sizes, group: number): Matrix<Float64Array> {
  return {
    data: y.subarray(group * s.outChannels * s.positions),
    rows: offsetsOf([s.outChannels], [s.positions]),
    columns: offsetsOf([s.images, s.positions], [s.group * s.outChannels * s.positions, 1]),
  };
}

function fillChannels(y: Tensor, bias: Tensor): void {
  const channels = bias.data.length;
  const map = y.data.length / ((y.shape[0] as number) * channels);
  for (let begin = 0, c = 0; begin < y.data.length; begin += map, c = (c + 1) % channels)
    y.data.fill(bias.data[c] as number, begin, begin + map);
}

/** The maps with zeros around, cut to what the kernel touches. */
function pad(x: Float64Array, s: Sizes): Float64Array {
  if (isPadded(s)) return x;
  const padded = new Float64Array(s.images * s.group * s.channels * s.paddedMap);
  forEachRow(s, (inMap, inPadded, length) => {
    padded.set(x.subarray(inMap, inMap + length), inPadded);
  });
  return padded;
}

function unpad(padded: Float64Array, s: Sizes): Float64Array {
  if (isPadded(s)) return padded;
  const x = new Float64Array(s.images * s.group * s.channels * s.height * s.width);
  forEachRow(s, (inMap, inPadded, length) => {
    x.set(padded.subarray(inPadded, inPadded + length), inMap);
  });
  return x;
}

/** Whether the maps are as they have to be already. */
function isPadded(s: Sizes): boolean {
  return s.top === 0 && s.left === 0 && s.paddedHeight === s.height && s.paddedWidth === s.width;
}

/** Visits what is not padding row by row: its places in the map and in the padded map. */
function forEachRow(
  s: Sizes,
  visit: (inMap: number, inPadded: number, length: number) => void,
): void {
  const firstColumn = Math.max(-s.left, 0);
  const length = Math.min(s.width, s.paddedWidth - s.left) - firstColumn;
  if (length <= 0) return;
  const firstRow = Math.max(-s.top, 0);
  const endRow = Math.min(s.height, s.paddedHeight - s.top);
  for (let map = 0; map < s.images * s.group * s.channels; map++)
    for (let h = firstRow; h < endRow; h++)
      visit(
        (map * s.height + h) * s.width + firstColumn,
        map * s.paddedMap + (h + s.top) * s.paddedWidth + firstColumn + s.left,
        length,
      );
}
