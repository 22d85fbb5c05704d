/** @file What an engine computes for the lowering of a network: operators on tensors in TensorFlow's layouts. */
import type { LrnAttributes, Pair, UnaryNode, UnaryOperator } from '@convbench/spec';
import type { WindowGeometry } from './windowGeometry.js';

export interface ConvolutionGeometry extends WindowGeometry {
  readonly dilations: Pair;
}

/** `Tensor` is a value of an eager engine, or the name of a node's output in a graph. Maps are [N, H, W, C]. */
export interface Kernels<Tensor> {
  constant(values: Float32Array, shape: readonly number[]): Tensor;
  /** The tensor under a second name, each to be released. */
  alias(x: Tensor): Tensor;
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  /** Weights [kh, kw, C / group, O]. */
  convolution(
    x: Tensor,
    weights: Tensor,
    geometry: ConvolutionGeometry,
    groups: { readonly group: number; readonly outputs: number },
  ): Tensor;
  /** Each map by filters of its own: weights [kh, kw, C, O / C]. */
  depthwiseConvolution(x: Tensor, weights: Tensor, geometry: ConvolutionGeometry): Tensor;
  /** Adds one value to each entry of the last axis. */
  addBias(x: Tensor, bias: Tensor): Tensor;
  /** A function of each value by itself. */
  unary(op: UnaryOperator, x: Tensor, attributes: UnaryNode['attributes']): Tensor;
  /** Padding never wins. */
  maxPool(x: Tensor, geometry: WindowGeometry): Tensor;
  /** Divides by the cells of the map that a window covers; the padding is SAME or VALID. */
  averagePool(x: Tensor, geometry: WindowGeometry): Tensor;
  /** Adds zeros around each map. */
  padMaps(x: Tensor, pads: WindowGeometry['pads']): Tensor;
  localResponseNormalization(x: Tensor, attributes: LrnAttributes): Tensor;
  batchNormalization(
    x: Tensor,
    statistics: {
      readonly gamma: Tensor;
      readonly beta: Tensor;
      readonly mean: Tensor;
      readonly variance: Tensor;
    },
    epsilon: number,
  ): Tensor;
  concat(parts: readonly Tensor[], axis: number): Tensor;
  split(x: Tensor, sizes: readonly number[], axis: number): Tensor[];
  /** With NumPy's broadcasting. */
  add(a: Tensor, b: Tensor): Tensor;
  multiply(a: Tensor, b: Tensor): Tensor;
  /** Over the last axis. */
  softmax(x: Tensor): Tensor;
  sum(x: Tensor, axes: readonly number[], keepDimensions: boolean): Tensor;
  mean(x: Tensor, axes: readonly number[], keepDimensions: boolean): Tensor;
  /** Of matrices, or of stacks of them that broadcast. */
  matrixProduct(
    a: Tensor,
    b: Tensor,
    transposed: { readonly a: boolean; readonly b: boolean },
    rank: number,
  ): Tensor;
}
