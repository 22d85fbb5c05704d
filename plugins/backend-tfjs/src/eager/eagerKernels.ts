/** @file The forward operators as calls of TensorFlow.js. */
import type { LrnAttributes, UnaryNode, UnaryOperator } from '@convbench/spec';
import type * as tfjsCore from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry, Kernels } from '../lowering/kernels.js';
import { unaryKernels } from '../lowering/unary.js';
import { mapPads, type WindowGeometry } from '../lowering/windowGeometry.js';
import type { Tfjs } from '../runtime/javascript.js';

type Tensor = tfjsCore.Tensor;
type Maps = tfjsCore.Tensor4D;

/** Padding that no value of a network falls below; not infinite, so that nothing becomes NaN. */
const BELOW_ALL = -3.4e38;

export class EagerKernels implements Kernels<Tensor> {
  constructor(private readonly tf: Tfjs) {}

  constant(values: Float32Array, shape: readonly number[]): Tensor {
    return this.tf.tensor(values, [...shape], 'float32');
  }

  alias(x: Tensor): Tensor {
    return x.clone();
  }

  transpose(x: Tensor, permutation: readonly number[]): Tensor {
    return this.tf.transpose(x, [...permutation]);
  }

  reshape(x: Tensor, shape: readonly number[]): Tensor {
    return this.tf.reshape(x, [...shape]);
  }

  /** TensorFlow.js has no groups: each is a convolution of its own. */
  convolution(
    x: Tensor,
    weights: Tensor,
    geometry: ConvolutionGeometry,
    { group }: { readonly group: number },
  ): Tensor {
    const padded = this.#padded(x, geometry, 0);
    const { strides, dilations } = geometry;
    const convolve = (maps: Tensor, filters: Tensor): Tensor =>
      this.tf.conv2d(maps as Maps, filters as Maps, [...strides], this.#padding(geometry), 'NHWC', [
        ...dilations,
      ]);
    if (group === 1) return convolve(padded, weights);
    const maps = this.tf.split(padded, group, 3);
    const filters = this.tf.split(weights, group, 3);
    return this.tf.concat(
      maps.map((part, i) => convolve(part, filters[i] as Tensor)),
      3,
    );
  }

  depthwiseConvolution(x: Tensor, weights: Tensor, geometry: ConvolutionGeometry): Tensor {
    const { strides, dilations } = geometry;
    return this.tf.depthwiseConv2d(
      this.#padded(x, geometry, 0) as Maps,
      weights as Maps,
      [...strides],
      this.#padding(geometry),
      'NHWC',
      [...dilations],
    );
  }

  addBias(x: Tensor, bias: Tensor): Tensor {
    return this.tf.add(x, bias);
  }

  unary(op: UnaryOperator, x: Tensor, attributes: UnaryNode['attributes']): Tensor {
    return unaryKernels(op).eager(this.tf, x, attributes);
  }

  maxPool(x: Tensor, geometry: WindowGeometry): Tensor {
    const padded = this.#padded(x, geometry, BELOW_ALL) as Maps;
    const { kernel, strides } = geometry;
    return this.tf.maxPool(padded, [...kernel], [...strides], this.#padding(geometry));
  }

  averagePool(x: Tensor, geometry: WindowGeometry): Tensor {
    const { kernel, strides } = geometry;
    return this.tf.avgPool(x as Maps, [...kernel], [...strides], this.#padding(geometry));
  }

  padMaps(x: Tensor, pads: WindowGeometry['pads']): Tensor {
    return this.tf.pad(x, mapPads(pads));
  }

  /** TensorFlow.js gives a radius, and its alpha is not divided by the size of the window. */
  localResponseNormalization(x: Tensor, { size, alpha, beta, bias }: LrnAttributes): Tensor {
    return this.tf.localResponseNormalization(x as Maps, (size - 1) / 2, bias, alpha / size, beta);
  }

  batchNormalization(
    x: Tensor,
    { gamma, beta, mean, variance }: Parameters<Kernels<Tensor>['batchNormalization']>[1],
    epsilon: number,
  ): Tensor {
    const vector = (tensor: Tensor) => tensor as tfjsCore.Tensor1D;
    return this.tf.batchNorm(
      x,
      vector(mean),
      vector(variance),
      vector(beta),
      vector(gamma),
      epsilon,
    );
  }

  concat(parts: readonly Tensor[], axis: number): Tensor {
    return this.tf.concat([...parts], axis);
  }

  split(x: Tensor, sizes: readonly number[], axis: number): Tensor[] {
    return this.tf.split(x, [...sizes], axis);
  }

  add(a: Tensor, b: Tensor): Tensor {
    return this.tf.add(a, b);
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    return this.tf.mul(a, b);
  }

  softmax(x: Tensor): Tensor {
    return this.tf.softmax(x);
  }

  sum(x: Tensor, axes: readonly number[], keepDimensions: boolean): Tensor {
    return this.tf.sum(x, [...axes], keepDimensions);
  }

  mean(x: Tensor, axes: readonly number[], keepDimensions: boolean): Tensor {
    return this.tf.mean(x, [...axes], keepDimensions);
  }

  matrixProduct(
    a: Tensor,
    b: Tensor,
    transposed: { readonly a: boolean; readonly b: boolean },
  ): Tensor {
    return this.tf.matMul(a, b, transposed.a, transposed.b);
  }

  #padding({ padding }: WindowGeometry): 'same' | 'valid' {
    return padding === 'SAME' ? 'same' : 'valid';
  }

  /** Pads by hand what TensorFlow.js has no word for. */
  #padded(x: Tensor, { padding, pads }: WindowGeometry, value: number): Tensor {
    return padding === 'EXPLICIT' ? this.tf.pad(x, mapPads(pads), value) : x;
  }
}
