/**
 * A network as plain data: ONNX operators in topological order. `@convbench/graph` holds the functions over it.
 *
 * Images are NCHW, convolution weights OIHW, linear weights [out, in]. Operands that ONNX passes as constant
 * tensors (the shape of a Reshape, the axes of a ReduceSum, the ratio of a Dropout) are attributes here; the ONNX
 * codec (`@convbench/formats`) translates. Attributes are always complete: the builder and the codec fill in defaults.
 */

/** The batch dimension is the letter N until a batch size is chosen. */
export type Dimension = number | 'N';
export type Shape = readonly number[];

export interface GraphInput {
  readonly name: string;
  readonly shape: readonly Dimension[];
}

export type ParameterRole =
  'weight' | 'bias' | 'gamma' | 'beta' | 'runningMean' | 'runningVariance';

/** A named tensor whose values live outside of the graph, in `Weights`. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly role: ParameterRole;
}

/** A tensor that is part of the network's definition and is never trained, such as a residual scale. */
export interface Constant {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** Values of parameters (and, in a trainer's state, of optimizer slots) by name, row-major. */
export type Weights = ReadonlyMap<string, Float32Array>;

interface NodeOf<Op extends string, Inputs extends readonly string[], Attributes> {
  readonly op: Op;
  /** Unique within the graph; slashes group: `inception3a/branch5x5/conv`. */
  readonly name: string;
  readonly inputs: Inputs;
  /** Names of the tensors that it makes; every operator but Split makes one. */
  readonly outputs: readonly [string, ...string[]];
  readonly attributes: Attributes;
}

type NoAttributes = Readonly<Record<string, never>>;
export type Pair = readonly [height: number, width: number];
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

export interface WindowAttributes {
  readonly kernelShape: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
}

export interface PoolAttributes extends WindowAttributes {
  /**
   * Round the output size up. A window that would begin in the trailing padding is dropped:
   * out = ceil((in + pads - kernel) / stride) + 1, less 1 if (out - 1) * stride >= in + leading pad.
   */
  readonly ceilMode: boolean;
}

export interface ConvAttributes extends WindowAttributes {
  readonly dilations: Pair;
  readonly group: number;
}

export interface BatchNormalizationAttributes {
  readonly epsilon: number;
  /** ONNX's meaning: running = momentum * running + (1 - momentum) * batch. 0.9 is PyTorch's 0.1. */
  readonly momentum: number;
}

export interface LrnAttributes {
  /** Number of channels in the window; alpha is divided by it. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
}

/** Inputs: x [N, C, H, W], weight [O, C / group, kh, kw], optional bias [O]. */
export type ConvNode = NodeOf<
  'Conv',
  readonly [x: string, weight: string] | readonly [x: string, weight: string, bias: string],
  ConvAttributes
>;
/** y = alpha * a' * b' + beta * c. A linear layer has transB and weight [out, in]. */
export type GemmNode = NodeOf<
  'Gemm',
  readonly [a: string, b: string] | readonly [a: string, b: string, c: string],
  {
    readonly transA: boolean;
    readonly transB: boolean;
    readonly alpha: number;
    readonly beta: number;
  }
>;
export type MatMulNode = NodeOf<'MatMul', readonly [a: string, b: string], NoAttributes>;
/** Functions of each value by itself, with their attributes. `UNARY` of `@convbench/graph` says what each computes. */
export interface UnaryAttributes {
  /** max(x, 0) */
  readonly Relu: NoAttributes;
  /** 1 / (1 + exp(-x)) */
  readonly Sigmoid: NoAttributes;
  /** max(0, min(1, alpha * x + beta)) */
  readonly HardSigmoid: { readonly alpha: number; readonly beta: number };
  /** min(max(x, min), max); a bound that is not there is the largest float32, as in ONNX. */
  readonly Clip: { readonly min: number; readonly max: number };
}
export type UnaryOperator = keyof UnaryAttributes;
/** Generic over the operator, so that a union of operators gives a union of nodes. */
export type UnaryNodeOf<Op extends UnaryOperator> = {
  [Name in Op]: NodeOf<Name, readonly [x: string], UnaryAttributes[Name]>;
}[Op];
export type UnaryNode = UnaryNodeOf<UnaryOperator>;
export type ReluNode = UnaryNodeOf<'Relu'>;
export type MaxPoolNode = NodeOf<'MaxPool', readonly [x: string], PoolAttributes>;
export type AveragePoolNode = NodeOf<
  'AveragePool',
  readonly [x: string],
  PoolAttributes & { readonly countIncludePad: boolean }
>;
/** [N, C, H, W] -> [N, C, 1, 1] */
export type GlobalAveragePoolNode = NodeOf<'GlobalAveragePool', readonly [x: string], NoAttributes>;
export type LrnNode = NodeOf<'LRN', readonly [x: string], LrnAttributes>;
/** Inference form: normalises with the running statistics. */
export type BatchNormalizationNode = NodeOf<
  'BatchNormalization',
  readonly [x: string, gamma: string, beta: string, mean: string, variance: string],
  BatchNormalizationAttributes
>;
export type ConcatNode = NodeOf<'Concat', readonly string[], { readonly axis: number }>;
export type SplitNode = NodeOf<
  'Split',
  readonly [x: string],
  { readonly axis: number; readonly sizes: readonly number[] }
>;
/** With NumPy broadcasting. */
export type AddNode = NodeOf<'Add', readonly [a: string, b: string], NoAttributes>;
/** With NumPy broadcasting. */
export type MulNode = NodeOf<'Mul', readonly [a: string, b: string], NoAttributes>;
export type SoftmaxNode = NodeOf<'Softmax', readonly [x: string], { readonly axis: number }>;
/** The identity, except in a training graph. */
export type DropoutNode = NodeOf<'Dropout', readonly [x: string], { readonly ratio: number }>;
export type FlattenNode = NodeOf<'Flatten', readonly [x: string], { readonly axis: number }>;
/** Shape: 0 copies the dimension of x, -1 is what remains. */
export type ReshapeNode = NodeOf<
  'Reshape',
  readonly [x: string],
  { readonly shape: readonly number[] }
>;
export type TransposeNode = NodeOf<
  'Transpose',
  readonly [x: string],
  { readonly permutation: readonly number[] }
>;
interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}
export type ReduceSumNode = NodeOf<'ReduceSum', readonly [x: string], ReduceAttributes>;
export type ReduceMeanNode = NodeOf<'ReduceMean', readonly [x: string], ReduceAttributes>;
export type IdentityNode = NodeOf<'Identity', readonly [x: string], NoAttributes>;

/** The operators that a network may use: the project's one vocabulary, named as in ONNX. */
export type Node =
  | ConvNode
  | GemmNode
  | MatMulNode
  | UnaryNode
  | MaxPoolNode
  | AveragePoolNode
  | GlobalAveragePoolNode
  | LrnNode
  | BatchNormalizationNode
  | ConcatNode
  | SplitNode
  | AddNode
  | MulNode
  | SoftmaxNode
  | DropoutNode
  | FlattenNode
  | ReshapeNode
  | TransposeNode
  | ReduceSumNode
  | ReduceMeanNode
  | IdentityNode;

export type OperatorName = Node['op'];

/** One network with one image input [N, C, H, W] and the logits [N, classes] as its first output. */
export interface Graph {
  readonly name: string;
  readonly input: GraphInput;
  /** Names of tensors; the first is the logits [N, classes] before any softmax, further ones are auxiliary heads. */
  readonly outputs: readonly [string, ...string[]];
  /** In topological order. */
  readonly nodes: readonly Node[];
  /** In the order of first use. */
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Constant[];
}
