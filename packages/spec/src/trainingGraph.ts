/**
 * One training step as plain data: forward pass with batch statistics, loss, gradients, parameter updates.
 *
 * `@convbench/train` makes it by differentiating a `Graph` once; a backend lowers it to what it runs fast, the
 * float64 interpreter of `@convbench/graph` runs it as written. It says what is computed, not how. Logical layout
 * is that of the graph: NCHW, OIHW, [out, in]; a lowering may store tensors otherwise as long as its `Trainer`
 * speaks this layout.
 */
import type {
  BatchNormalizationAttributes,
  ConvAttributes,
  Graph,
  LrnAttributes,
  Node,
  PoolAttributes,
  Shape,
  UnaryAttributes,
  UnaryOperator,
} from './graph.js';

interface TrainingNodeOf<
  Op extends string,
  Inputs extends readonly string[],
  Outputs extends readonly string[],
  Attributes,
> {
  readonly op: Op;
  readonly name: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly attributes: Attributes;
}

type NoAttributes = Readonly<Record<string, never>>;

/** dx [N, C, H, W] of a convolution from dy [N, O, OH, OW]. */
export type ConvGradInputNode = TrainingNodeOf<
  'ConvGradInput',
  readonly [dy: string, weight: string],
  readonly [dx: string],
  ConvAttributes & { readonly inputShape: Shape }
>;
/** dWeight [O, C / group, kh, kw]. */
export type ConvGradWeightNode = TrainingNodeOf<
  'ConvGradWeight',
  readonly [dy: string, x: string],
  readonly [dWeight: string],
  ConvAttributes
>;
/** Sum of dy [N, O, ...] over all axes but 1: dBias [O]. */
export type BiasGradNode = TrainingNodeOf<
  'BiasGrad',
  readonly [dy: string],
  readonly [dBias: string],
  NoAttributes
>;
/** dx = dy * f'(x), computed from the operator's input or output: the table in `@convbench/graph` says which. */
export type UnaryGradNodeOf<Op extends UnaryOperator> = {
  [Name in Op]: TrainingNodeOf<
    `${Name}Grad`,
    readonly [dy: string, at: string],
    readonly [dx: string],
    UnaryAttributes[Name]
  >;
}[Op];
export type UnaryGradNode = UnaryGradNodeOf<UnaryOperator>;
/** dx = dy where y > 0, else 0; y is the output of the Relu. */
export type ReluGradNode = UnaryGradNodeOf<'Relu'>;
/** The gradient of each window goes to its first maximum in row-major order. */
export type MaxPoolGradNode = TrainingNodeOf<
  'MaxPoolGrad',
  readonly [dy: string, x: string, y: string],
  readonly [dx: string],
  PoolAttributes
>;
export type AveragePoolGradNode = TrainingNodeOf<
  'AveragePoolGrad',
  readonly [dy: string],
  readonly [dx: string],
  PoolAttributes & { readonly countIncludePad: boolean; readonly inputShape: Shape }
>;
export type GlobalAveragePoolGradNode = TrainingNodeOf<
  'GlobalAveragePoolGrad',
  readonly [dy: string],
  readonly [dx: string],
  { readonly inputShape: Shape }
>;
export type LrnGradNode = TrainingNodeOf<
  'LRNGrad',
  readonly [dy: string, x: string, y: string],
  readonly [dx: string],
  LrnAttributes
>;
/**
 * Normalises with the statistics of the batch: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the
 * biased variance. Outputs y, batch mean [C], biased batch variance [C].
 */
export type BatchNormalizationTrainingNode = TrainingNodeOf<
  'BatchNormalizationTraining',
  readonly [x: string, gamma: string, beta: string],
  readonly [y: string, batchMean: string, batchVariance: string],
  BatchNormalizationAttributes
>;
export type BatchNormalizationGradNode = TrainingNodeOf<
  'BatchNormalizationGrad',
  readonly [dy: string, x: string, gamma: string, batchMean: string, batchVariance: string],
  readonly [dx: string, dGamma: string, dBeta: string],
  BatchNormalizationAttributes
>;
/**
 * running' = momentum * running + (1 - momentum) * batch, where the variance is made unbiased first:
 * multiplied by count / (count - 1), count = N * H * W (PyTorch's rule). Outputs the new mean and variance.
 */
export type RunningStatisticsUpdateNode = TrainingNodeOf<
  'RunningStatisticsUpdate',
  readonly [mean: string, variance: string, batchMean: string, batchVariance: string],
  readonly [newMean: string, newVariance: string],
  { readonly momentum: number; readonly count: number }
>;
/**
 * dx of a BatchNormalization with fixed statistics: dy * gamma / sqrt(variance + epsilon). Its gamma and beta get no
 * gradient.
 */
export type FrozenBatchNormalizationGradNode = TrainingNodeOf<
  'FrozenBatchNormalizationGrad',
  readonly [dy: string, gamma: string, variance: string],
  readonly [dx: string],
  BatchNormalizationAttributes
>;
/** y = x * mask; the mask is an input of the step with values 0 and 1 / (1 - ratio). Its gradient is the same node. */
export type DropoutMaskNode = TrainingNodeOf<
  'DropoutMask',
  readonly [x: string, mask: string],
  readonly [y: string],
  NoAttributes
>;
/** Gradient of a softmax over one axis, from its output y. */
export type SoftmaxGradNode = TrainingNodeOf<
  'SoftmaxGrad',
  readonly [dy: string, y: string],
  readonly [dx: string],
  { readonly axis: number }
>;
/** The classes of the images [N]; of mixed ones also those of the others [N], and the weight of the former, a scalar. */
export type CrossEntropyTargets =
  readonly [labels: string] | readonly [labels: string, otherLabels: string, weight: string];
/**
 * Outputs the mean loss of the batch (scalar) and the number of images whose largest logit is the label (scalar).
 * Loss of an image: (1 - e) * -logp[label] + e / K * sum(-logp), e = labelSmoothing, K classes. Of mixed images it is
 * weight times that of `labels` plus (1 - weight) times that of `otherLabels`; `labels` alone are counted.
 */
export type SoftmaxCrossEntropyNode = TrainingNodeOf<
  'SoftmaxCrossEntropy',
  readonly [logits: string, ...CrossEntropyTargets],
  readonly [loss: string, correct: string],
  { readonly labelSmoothing: number }
>;
/** dLogits of the mean loss times `scale` (the weight of a head). */
export type SoftmaxCrossEntropyGradNode = TrainingNodeOf<
  'SoftmaxCrossEntropyGrad',
  readonly [logits: string, ...CrossEntropyTargets],
  readonly [dLogits: string],
  { readonly labelSmoothing: number; readonly scale: number }
>;
/** Sums x over the axes that broadcasting to x's shape from `shape` had stretched. */
export type UnbroadcastNode = TrainingNodeOf<
  'Unbroadcast',
  readonly [x: string],
  readonly [y: string],
  { readonly shape: Shape }
>;
/**
 * Factor on all gradients, a scalar: min(1, maximumNorm / (norm + 1e-6)), where norm is that of all inputs together
 * (PyTorch's clip_grad_norm_).
 */
export type GradientClipNode = TrainingNodeOf<
  'GradientClip',
  readonly [string, ...string[]],
  readonly [factor: string],
  { readonly maximumNorm: number }
>;
/**
 * PyTorch's SGD: d = g + weightDecay * p; v' = momentum * v + d; p' = p - lr * v' (Nesterov: p - lr * (d + momentum * v')).
 * v starts at 0, which makes the first step PyTorch's. An update may have one clip factor, by which g is multiplied first.
 */
export type SgdUpdateNode = TrainingNodeOf<
  'SgdUpdate',
  readonly [
    parameter: string,
    gradient: string,
    velocity: string,
    learningRate: string,
    ...clip: string[],
  ],
  readonly [newParameter: string, newVelocity: string],
  { readonly momentum: number; readonly nesterov: boolean; readonly weightDecay: number }
>;
/**
 * PyTorch's Adam: g' = g + weightDecay * p; m' = b1 m + (1 - b1) g'; v' = b2 v + (1 - b2) g'^2;
 * p' = p - lr * (m' / (1 - b1^t)) / (sqrt(v' / (1 - b2^t)) + epsilon), t = `step`, counted from 1.
 * Decoupled (AdamW): g' = g, and the p on the right of p' is (1 - lr * weightDecay) * p.
 */
export type AdamUpdateNode = TrainingNodeOf<
  'AdamUpdate',
  readonly [
    parameter: string,
    gradient: string,
    firstMoment: string,
    secondMoment: string,
    learningRate: string,
    step: string,
    ...clip: string[],
  ],
  readonly [newParameter: string, newFirstMoment: string, newSecondMoment: string],
  {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly weightDecay: number;
    readonly decoupled: boolean;
  }
>;
/**
 * With g' = g + weightDecay * p and s' = decay * s + (1 - decay) * g'^2:
 * `pytorch`: v' = momentum * v + g' / (sqrt(s') + epsilon); p' = p - lr * v'.
 * `tensorflow`: v' = momentum * v + lr * g' / sqrt(s' + epsilon); p' = p - v'.
 */
export type RmspropUpdateNode = TrainingNodeOf<
  'RmspropUpdate',
  readonly [
    parameter: string,
    gradient: string,
    meanSquare: string,
    velocity: string,
    learningRate: string,
    ...clip: string[],
  ],
  readonly [newParameter: string, newMeanSquare: string, newVelocity: string],
  {
    readonly form: 'pytorch' | 'tensorflow';
    readonly decay: number;
    readonly momentum: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  }
>;
/**
 * average' = d * average + (1 - d) * value, d = decay, or with `rampUp` min(decay, (1 + t) / (10 + t)), t = `step`,
 * counted from 1. `value` is the new value of a parameter or running statistic.
 */
export type AverageUpdateNode = TrainingNodeOf<
  'AverageUpdate',
  readonly [average: string, value: string, step: string],
  readonly [newAverage: string],
  { readonly decay: number; readonly rampUp: boolean }
>;

export type GradientNode =
  | ConvGradInputNode
  | ConvGradWeightNode
  | BiasGradNode
  | UnaryGradNode
  | MaxPoolGradNode
  | AveragePoolGradNode
  | GlobalAveragePoolGradNode
  | LrnGradNode
  | BatchNormalizationTrainingNode
  | BatchNormalizationGradNode
  | FrozenBatchNormalizationGradNode
  | DropoutMaskNode
  | SoftmaxGradNode
  | SoftmaxCrossEntropyNode
  | SoftmaxCrossEntropyGradNode
  | UnbroadcastNode
  | GradientClipNode;

export type UpdateNode =
  | RunningStatisticsUpdateNode
  | SgdUpdateNode
  | AdamUpdateNode
  | RmspropUpdateNode
  | AverageUpdateNode;

/**
 * Forward nodes as they are but for Dropout, which has a training form of its own. A BatchNormalization among them is
 * one that is not trained: it normalises with its running statistics, as in inference.
 */
export type TrainingNode = Exclude<Node, { op: 'Dropout' }> | GradientNode | UpdateNode;

export interface OptimizerSlot {
  /** `<parameter>#velocity`, `<parameter>#firstMoment`, ... */
  readonly name: string;
  readonly parameter: string;
  readonly shape: Shape;
  /** `parameter`: the first value of the parameter itself. */
  readonly initialValue: number | 'parameter';
}

export interface DropoutMask {
  readonly name: string;
  readonly shape: Shape;
  readonly ratio: number;
}

export interface TrainingGraph {
  readonly name: string;
  /** The network that is trained; its parameters and constants are inputs of the step. */
  readonly forward: Graph;
  readonly batchSize: number;
  /** In topological order. */
  readonly nodes: readonly TrainingNode[];
  /** Names of the step's inputs besides parameters, constants and slots. */
  readonly images: string;
  /** int32 [N] */
  readonly labels: string;
  /** Where images are mixed: int32 [N] and a scalar. */
  readonly mix?: { readonly labels: string; readonly weight: string };
  /** Scalar. */
  readonly learningRate: string;
  /** Scalar: 1 in the first step. */
  readonly step: string;
  readonly dropoutMasks: readonly DropoutMask[];
  readonly slots: readonly OptimizerSlot[];
  /** Names of the scalars that the step returns. */
  readonly loss: string;
  readonly correct: string;
  /** New value (a tensor of the step) of each parameter, running statistic and slot that changes. */
  readonly updates: readonly { readonly state: string; readonly value: string }[];
  /** The slot that holds the moving average of each parameter and running statistic that has one. */
  readonly averages: readonly { readonly parameter: string; readonly slot: string }[];
  /** Gradient tensor of each trainable parameter, before any clipping. */
  readonly gradients: readonly { readonly parameter: string; readonly gradient: string }[];
  /** Shape of every tensor of the step, scalars as []. */
  readonly shapes: Readonly<Record<string, Shape>>;
}
