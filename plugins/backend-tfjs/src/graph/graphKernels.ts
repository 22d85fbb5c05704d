/** @file The forward operators as nodes of a TensorFlow graph. */
import type { LrnAttributes, UnaryNode, UnaryOperator } from '@convbench/spec';
import type { ConvolutionGeometry, Kernels } from '../lowering/kernels.js';
import { unaryKernels } from '../lowering/unary.js';
import { mapPads, type WindowGeometry } from '../lowering/windowGeometry.js';
import type { Attributes, GraphDefBuilder } from './graphDef.js';

export const FLOAT = { type: 'float' } as const;
export const INT32 = { type: 'int32' } as const;
export const MAPS = { text: 'NHWC' } as const;

/** Attributes that convolutions and pools share. Explicit pads are listed for every axis. */
export function windowAttributes(geometry: WindowGeometry): Attributes {
  const { strides, padding, pads } = geometry;
  const explicit = padding === 'EXPLICIT' ? mapPads(pads).flat() : [];
  return {
    T: FLOAT,
    strides: { integers: [1, ...strides, 1] },
    padding: { text: padding },
    explicit_paddings: { integers: explicit },
    data_format: MAPS,
  };
}

export function convolutionAttributes(geometry: ConvolutionGeometry): Attributes {
  return {
    ...windowAttributes(geometry),
    dilations: { integers: [1, ...geometry.dilations, 1] },
  };
}

export function maxPoolAttributes(geometry: WindowGeometry): Attributes {
  return { ...windowAttributes(geometry), ksize: { integers: [1, ...geometry.kernel, 1] } };
}

/** TensorFlow's average pool has no explicit pads. */
export function averagePoolAttributes(geometry: WindowGeometry): Attributes {
  const attributes = maxPoolAttributes(geometry);
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => name !== 'explicit_paddings'),
  );
}

/** TensorFlow gives a radius, and its alpha is not divided by the size of the window. */
export function lrnAttributes({ size, alpha, beta, bias }: LrnAttributes): Attributes {
  return {
    T: FLOAT,
    depth_radius: { integer: (size - 1) / 2 },
    alpha: { float: alpha / size },
    beta: { float: beta },
    bias: { float: bias },
  };
}

export class GraphKernels implements Kernels<string> {
  constructor(readonly build: GraphDefBuilder) {}

  constant(values: Float32Array, shape: readonly number[]): string {
    return this.build.floats(values, shape);
  }

  alias(x: string): string {
    return x;
  }

  transpose(x: string, permutation: readonly number[]): string {
    const attributes = { T: FLOAT, Tperm: INT32 };
    return this.build.operation('Transpose', [x, this.build.integers(permutation)], attributes);
  }

  reshape(x: string, shape: readonly number[]): string {
    const attributes = { T: FLOAT, Tshape: INT32 };
    return this.build.operation('Reshape', [x, this.build.integers(shape)], attributes);
  }

  convolution(x: string, weights: string, geometry: ConvolutionGeometry): string {
    return this.build.operation('Conv2D', [x, weights], convolutionAttributes(geometry));
  }

  depthwiseConvolution(x: string, weights: string, geometry: ConvolutionGeometry): string {
    const attributes = convolutionAttributes(geometry);
    return this.build.operation('DepthwiseConv2dNative', [x, weights], attributes);
  }

  addBias(x: string, bias: string): string {
    return this.build.operation('BiasAdd', [x, bias], { T: FLOAT, data_format: MAPS });
  }

  unary(op: UnaryOperator, x: string, attributes: UnaryNode['attributes']): string {
    return unaryKernels(op).graph(this.build, x, attributes);
  }

  maxPool(x: string, geometry: WindowGeometry): string {
    return this.build.operation('MaxPool', [x], maxPoolAttributes(geometry));
  }

  averagePool(x: string, geometry: WindowGeometry): string {
    return this.build.operation('AvgPool', [x], averagePoolAttributes(geometry));
  }

  padMaps(x: string, pads: WindowGeometry['pads']): string {
    const list = this.build.integers(mapPads(pads).flat());
    const shape = this.build.integers([4, 2]);
    const table = this.build.operation('Reshape', [list, shape], { T: INT32, Tshape: INT32 });
    return this.build.operation('Pad', [x, table], { T: FLOAT, Tpaddings: INT32 });
  }

  localResponseNormalization(x: string, attributes: LrnAttributes): string {
    return this.build.operation('LRN', [x], lrnAttributes(attributes));
  }

  batchNormalization(
    x: string,
    { gamma, beta, mean, variance }: Parameters<Kernels<string>['batchNormalization']>[1],
    epsilon: number,
  ): string {
    return this.build.operation('FusedBatchNormV3', [x, gamma, beta, mean, variance], {
      T: FLOAT,
      U: FLOAT,
      epsilon: { float: epsilon },
      data_format: MAPS,
      is_training: { flag: false },
    });
  }

  concat(parts: readonly string[], axis: number): string {
    return this.build.operation('ConcatV2', [...parts, this.build.integer(axis)], {
      T: FLOAT,
      N: { integer: parts.length },
      Tidx: INT32,
    });
  }

  split(x: string, sizes: readonly number[], axis: number): string[] {
    const name = this.build.operation(
      'SplitV',
      [x, this.build.integers(sizes), this.build.integer(axis)],
      { T: FLOAT, num_split: { integer: sizes.length }, Tlen: INT32 },
    );
    return sizes.map((_, i) => output(name, i));
  }

  add(a: string, b: string): string {
    return this.build.operation('AddV2', [a, b], { T: FLOAT });
  }

  multiply(a: string, b: string): string {
    return this.build.operation('Mul', [a, b], { T: FLOAT });
  }

  subtract(a: string, b: string): string {
    return this.build.operation('Sub', [a, b], { T: FLOAT });
  }

  softmax(x: string): string {
    return this.build.operation('Softmax', [x], { T: FLOAT });
  }

  sum(x: string, axes: readonly number[], keepDimensions: boolean): string {
    return this.#reduce('Sum', x, axes, keepDimensions);
  }

  mean(x: string, axes: readonly number[], keepDimensions: boolean): string {
    return this.#reduce('Mean', x, axes, keepDimensions);
  }

  matrixProduct(
    a: string,
    b: string,
    transposed: { readonly a: boolean; readonly b: boolean },
    rank: number,
  ): string {
    if (rank > 2)
      return this.build.operation('BatchMatMulV2', [a, b], {
        T: FLOAT,
        adj_x: { flag: transposed.a },
        adj_y: { flag: transposed.b },
      });
    return this.build.operation('MatMul', [a, b], {
      T: FLOAT,
      transpose_a: { flag: transposed.a },
      transpose_b: { flag: transposed.b },
    });
  }

  #reduce(
    operator: 'Sum' | 'Mean',
    x: string,
    axes: readonly number[],
    keepDimensions: boolean,
  ): string {
    return this.build.operation(operator, [x, this.build.integers(axes)], {
      T: FLOAT,
      Tidx: INT32,
      keep_dims: { flag: keepDimensions },
    });
  }
}

/** The name of a node's output. */
export function output(node: string, index: number): string {
  return index === 0 ? node : `${node}:${index}`;
}
