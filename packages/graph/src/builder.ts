import type {
  Constant,
  Graph,
  LrnAttributes,
  Node,
  Parameter,
  ParameterRole,
  PoolAttributes,
  Shape,
  UnaryAttributes,
  UnaryNode,
} from '@convbench/spec';
import type {
  AveragePoolOptions,
  BatchNormOptions,
  ConvOptions,
  LinearOptions,
  PoolOptions,
} from './builderOptions.js';
import { toPads, toPair } from './builderOptions.js';
import { NO_CLIP } from './operators/unary.js';
import { nodeOutputShapes } from './shapes.js';

/** A tensor of the network under construction. */
export interface Value {
  readonly name: string;
  /** For a batch of one image: [1, C, H, W] for a map, [1, features] for a vector. */
  readonly shape: Shape;
}

export interface GraphBuilderOptions {
  /** Name of the network. */
  readonly name: string;
  /** Of the input image. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Starts a network with one image input, `builder.input`. */
export function graphBuilder(options: GraphBuilderOptions): GraphBuilder {
  return new GraphBuilder(options);
}

/**
 * Builds a `Graph` layer by layer.
 *
 * Every layer has a name, unique in its scope; it names the node and the tensor that the node makes. Parameters are
 * called after their node: `<node>.weight`, `.bias`, and `.gamma`, `.beta`, `.runningMean`, `.runningVariance` for
 * batch normalisation. Shapes are checked as layers are added: a `WindowDoesNotFitError` (a `UserError`) says that the
 * input is too small, any other `UserError` that the layers do not fit together.
 */
export class GraphBuilder {
  readonly input: Value;
  readonly #name: string;
  readonly #nodes: Node[] = [];
  readonly #parameters: Parameter[] = [];
  readonly #constants: Constant[] = [];
  readonly #shapes = new Map<string, Shape>();
  #scope = '';

  constructor({ name, channels, height, width }: GraphBuilderOptions) {
    this.#name = name;
    this.input = this.#define('input', [1, channels, height, width]);
  }

  /** Runs `layers` with `name/` in front of the names of all layers that it adds; scopes nest. */
  scope<Result>(name: string, layers: () => Result): Result {
    const outer = this.#scope;
    this.#scope = `${outer}${name}/`;
    try {
      return layers();
    } finally {
      this.#scope = outer;
    }
  }

  conv(name: string, x: Value, options: ConvOptions): Value {
    const node = this.#scope + name;
    const { channels, groups = 1, bias = true } = options;
    const kernelShape = toPair(options.kernel);
    const channelsPerGroup = Math.floor((x.shape[1] ?? 0) / groups);
    const weight = this.#parameter(node, 'weight', [channels, channelsPerGroup, ...kernelShape]);
    return this.#add({
      op: 'Conv',
      name: node,
      inputs: bias ? [x.name, weight, this.#parameter(node, 'bias', [channels])] : [x.name, weight],
      outputs: [node],
      attributes: {
        kernelShape,
        strides: toPair(options.stride ?? 1),
        pads: toPads(options.pad ?? 0),
        dilations: toPair(options.dilation ?? 1),
        group: groups,
      },
    });
  }

  /** [1, in] to [1, features]; flatten maps first. */
  linear(name: string, x: Value, options: LinearOptions): Value {
    const node = this.#scope + name;
    const { features, bias = true } = options;
    const weight = this.#parameter(node, 'weight', [features, x.shape[1] ?? 0]);
    return this.#add({
      op: 'Gemm',
      name: node,
      inputs: bias ? [x.name, weight, this.#parameter(node, 'bias', [features])] : [x.name, weight],
      outputs: [node],
      attributes: { transA: false, transB: true, alpha: 1, beta: 1 },
    });
  }

  batchNorm(name: string, x: Value, options: BatchNormOptions = {}): Value {
    const node = this.#scope + name;
    const shape = [x.shape[1] ?? 0];
    const gamma = this.#parameter(node, 'gamma', shape);
    const beta = this.#parameter(node, 'beta', shape);
    const mean = this.#parameter(node, 'runningMean', shape);
    const variance = this.#parameter(node, 'runningVariance', shape);
    return this.#add({
      op: 'BatchNormalization',
      name: node,
      inputs: [x.name, gamma, beta, mean, variance],
      outputs: [node],
      attributes: { epsilon: options.epsilon ?? 1e-5, momentum: options.momentum ?? 0.9 },
    });
  }

  relu(name: string, x: Value): Value {
    return this.#unary(name, x, { op: 'Relu', attributes: {} });
  }

  /** Any function of single values, by its operator. */
  unary(name: string, x: Value, operator: Pick<UnaryNode, 'op' | 'attributes'>): Value {
    return this.#unary(name, x, operator as OneInput);
  }

  sigmoid(name: string, x: Value): Value {
    return this.#unary(name, x, { op: 'Sigmoid', attributes: {} });
  }

  /** max(0, min(1, alpha * x + beta)); the default is that of MobileNetV3, with 1/6 as a float32 file holds it. */
  hardSigmoid(
    name: string,
    x: Value,
    options: Partial<UnaryAttributes['HardSigmoid']> = {},
  ): Value {
    const { alpha = 0.16666667, beta = 0.5 } = options;
    return this.#unary(name, x, { op: 'HardSigmoid', attributes: { alpha, beta } });
  }

  /** min(max(x, min), max); `{ min: 0, max: 6 }` is ReLU6. A bound that is left out is none. */
  clip(name: string, x: Value, options: Partial<UnaryAttributes['Clip']>): Value {
    return this.#unary(name, x, { op: 'Clip', attributes: { ...NO_CLIP, ...options } });
  }

  maxPool(name: string, x: Value, options: PoolOptions): Value {
    return this.#unary(name, x, { op: 'MaxPool', attributes: poolAttributes(options) });
  }

  averagePool(name: string, x: Value, options: AveragePoolOptions): Value {
    const { countIncludePad } = options;
    return this.#unary(name, x, {
      op: 'AveragePool',
      attributes: { ...poolAttributes(options), countIncludePad },
    });
  }

  /** [1, C, H, W] to [1, C, 1, 1] */
  globalAveragePool(name: string, x: Value): Value {
    return this.#unary(name, x, { op: 'GlobalAveragePool', attributes: {} });
  }

  /** Local response normalisation across channels; alpha is divided by the size, as in Caffe and PyTorch. */
  lrn(name: string, x: Value, attributes: LrnAttributes): Value {
    return this.#unary(name, x, { op: 'LRN', attributes: attributes });
  }

  /** The identity at inference; sets a share `ratio` of x to 0 in training. */
  dropout(name: string, x: Value, ratio: number): Value {
    return this.#unary(name, x, { op: 'Dropout', attributes: { ratio } });
  }

  /** [1, C, H, W] to [1, C * H * W] */
  flatten(name: string, x: Value): Value {
    return this.#unary(name, x, { op: 'Flatten', attributes: { axis: 1 } });
  }

  /** In all axes of this builder, axis 0 is the batch; the default, 1, is that of channels or features. */
  softmax(name: string, x: Value, axis = 1): Value {
    return this.#unary(name, x, { op: 'Softmax', attributes: { axis } });
  }

  /** Shape: 0 copies a dimension of x, as it must for the batch; -1 is what remains. */
  reshape(name: string, x: Value, shape: readonly [0, ...number[]]): Value {
    return this.#unary(name, x, { op: 'Reshape', attributes: { shape } });
  }

  transpose(name: string, x: Value, permutation: readonly [0, ...number[]]): Value {
    return this.#unary(name, x, { op: 'Transpose', attributes: { permutation } });
  }

  reduceSum(name: string, x: Value, axes: readonly number[], keepDimensions = false): Value {
    return this.#unary(name, x, { op: 'ReduceSum', attributes: { axes, keepDimensions } });
  }

  reduceMean(name: string, x: Value, axes: readonly number[], keepDimensions = false): Value {
    return this.#unary(name, x, { op: 'ReduceMean', attributes: { axes, keepDimensions } });
  }

  identity(name: string, x: Value): Value {
    return this.#unary(name, x, { op: 'Identity', attributes: {} });
  }

  concat(name: string, values: readonly Value[], axis = 1): Value {
    const node = this.#scope + name;
    const inputs = values.map((value) => value.name);
    return this.#add({ op: 'Concat', name: node, inputs, outputs: [node], attributes: { axis } });
  }

  /** Parts of the given sizes along an axis. */
  split(name: string, x: Value, sizes: readonly [number, ...number[]], axis = 1): Value[] {
    const node = this.#scope + name;
    const outputs = sizes.map((_, index) => `${node}.${index}`) as [string, ...string[]];
    return this.#addAll({
      op: 'Split',
      name: node,
      inputs: [x.name],
      outputs,
      attributes: { axis, sizes },
    });
  }

  /** With NumPy broadcasting. */
  add(name: string, a: Value, b: Value): Value {
    return this.#binary('Add', name, a, b);
  }

  /** With NumPy broadcasting. */
  mul(name: string, a: Value, b: Value): Value {
    return this.#binary('Mul', name, a, b);
  }

  matMul(name: string, a: Value, b: Value): Value {
    return this.#binary('MatMul', name, a, b);
  }

  /** A tensor that is never trained; its shape has no batch dimension of its own. */
  constant(name: string, shape: Shape, values: Float32Array): Value {
    const constant = { name: this.#scope + name, shape, values };
    this.#constants.push(constant);
    return this.#define(constant.name, shape);
  }

  /** The network. The first output is the logits [1, classes], further ones are auxiliary heads. */
  build(outputs: Value | readonly [Value, ...Value[]]): Graph {
    const [logits, ...heads] = 'name' in outputs ? [outputs] : outputs;
    const [, ...imageShape] = this.input.shape;
    return {
      name: this.#name,
      input: { name: this.input.name, shape: ['N', ...imageShape] },
      outputs: [logits.name, ...heads.map((head) => head.name)],
      nodes: [...this.#nodes],
      parameters: [...this.#parameters],
      constants: [...this.#constants],
    };
  }

  #unary(name: string, x: Value, operator: OneInput): Value {
    const node = this.#scope + name;
    return this.#add({ ...operator, name: node, inputs: [x.name], outputs: [node] });
  }

  #binary(op: 'Add' | 'Mul' | 'MatMul', name: string, a: Value, b: Value): Value {
    const node = this.#scope + name;
    return this.#add({ op, name: node, inputs: [a.name, b.name], outputs: [node], attributes: {} });
  }

  #parameter(node: string, role: ParameterRole, shape: Shape): string {
    const name = `${node}.${role}`;
    this.#define(name, shape);
    this.#parameters.push({ name, shape, role });
    return name;
  }

  #add(node: Node): Value {
    return this.#addAll(node)[0] as Value;
  }

  #addAll(node: Node): Value[] {
    const inputs = node.inputs.map((name) => {
      const shape = this.#shapes.get(name);
      if (!shape) throw new Error(`'${name}', an input of '${node.name}', is of another builder.`);
      return shape;
    });
    const shapes = nodeOutputShapes(node, inputs);
    this.#nodes.push(node);
    return node.outputs.map((name, index) => this.#define(name, shapes[index] as Shape));
  }

  #define(name: string, shape: Shape): Value {
    if (this.#shapes.has(name))
      throw new Error(`Two tensors of ${this.#name} are called '${name}'.`);
    this.#shapes.set(name, shape);
    return { name, shape };
  }
}

type OperatorOf<N> = N extends Node ? Pick<N, 'op' | 'attributes'> : never;
type OneInput = OperatorOf<Extract<Node, { readonly inputs: readonly [x: string] }>>;

function poolAttributes({ kernel, stride, pad, ceilMode }: PoolOptions): PoolAttributes {
  return {
    kernelShape: toPair(kernel),
    strides: toPair(stride),
    pads: toPads(pad ?? 0),
    ceilMode: ceilMode ?? false,
  };
}
