import { graphBuilder } from '@convbench/graph';
import type { Graph } from '@convbench/spec';

/** A network that does next to nothing but one kind of arithmetic. */
export interface PeakNetwork {
  /** For the record. */
  readonly what: string;
  readonly graph: Graph;
  readonly batchSize: number;
  /** Of one run. */
  readonly flops: number;
}

const layers = 4;

/** Square matrix products, one after another, so that reading the first and writing the last counts little. */
export function matrixProducts(size: number): PeakNetwork {
  const builder = graphBuilder({ name: 'matrix-products', channels: size, height: 1, width: 1 });
  let x = builder.flatten('flatten', builder.input);
  for (let layer = 0; layer < layers; layer++)
    x = builder.linear(`product${layer}`, x, { features: size, bias: false });
  return {
    what: `products of ${size} × ${size} matrices`,
    graph: builder.build(x),
    batchSize: size,
    flops: layers * 2 * size ** 3,
  };
}

/** 3 × 3 convolutions, one after another, with as many channels out as in. */
export function convolutions(channels: number, pixels: number): PeakNetwork {
  const builder = graphBuilder({ name: 'convolutions', channels, height: pixels, width: pixels });
  let x = builder.input;
  for (let layer = 0; layer < layers; layer++)
    x = builder.conv(`conv${layer}`, x, { channels, kernel: 3, pad: 1, bias: false });
  x = builder.flatten('flatten', builder.globalAveragePool('average', x));
  return {
    what: `3 × 3 convolutions of ${channels} channels at ${pixels} px`,
    graph: builder.build(x),
    batchSize: 1,
    flops: layers * 2 * 9 * channels ** 2 * pixels ** 2,
  };
}

/** Each about eight times the one before. */
export const matrixSizes = [64, 128, 256, 512, 1024, 2048];
export const convolutionSizes: readonly (readonly [channels: number, pixels: number])[] = [
  [16, 16],
  [32, 28],
  [64, 40],
  [128, 56],
  [256, 80],
];
