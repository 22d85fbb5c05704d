/** @file Functions of single values and their gradients: one row for each operator. */
import { UNARY_OPERATORS, unaryOperatorOf } from '@convbench/graph';
import type { UnaryAttributes, UnaryGradNode, UnaryNode, UnaryOperator } from '@convbench/spec';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphDefBuilder } from '../graph/graphDef.js';
import type { Tfjs } from '../runtime/javascript.js';
import type { TrainingContext } from '../training/trainingContext.js';
import type { LoweringContext } from './context.js';
import type { Lowerings } from './lowering.js';

interface UnaryKernels<Attributes> {
  /** A call of TensorFlow.js. */
  eager(tf: Tfjs, x: Tensor, attributes: Attributes): Tensor;
  /** Nodes of a TensorFlow graph. */
  graph(build: GraphDefBuilder, x: string, attributes: Attributes): string;
  /** dx, from dy and from the tensor that the table in `@convbench/graph` names. */
  gradient(build: GraphDefBuilder, dy: string, at: string, attributes: Attributes): string;
}

const FLOAT = { T: { type: 'float' } } as const;

/** An operator without a row does not compile. */
const UNARY: { readonly [Op in UnaryOperator]: UnaryKernels<UnaryAttributes[Op]> } = {
  Relu: {
    eager: (tf, x) => tf.relu(x),
    graph: (build, x) => build.operation('Relu', [x], FLOAT),
    gradient: (build, dy, y) => build.operation('ReluGrad', [dy, y], FLOAT),
  },
  Sigmoid: {
    eager: (tf, x) => tf.sigmoid(x),
    graph: (build, x) => build.operation('Sigmoid', [x], FLOAT),
    gradient: (build, dy, y) => build.operation('SigmoidGrad', [y, dy], FLOAT),
  },
  HardSigmoid: {
    eager: (tf, x, { alpha, beta }) => tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1),
    graph(build, x, { alpha, beta }) {
      const scaled = build.operation('Mul', [x, build.scalar(alpha)], FLOAT);
      return clip(build, build.operation('AddV2', [scaled, build.scalar(beta)], FLOAT), 0, 1);
    },
    gradient(build, dy, y, { alpha }) {
      const scaled = build.operation('Mul', [dy, build.scalar(alpha)], FLOAT);
      return between(build, y, 0, 1, scaled);
    },
  },
  Clip: {
    eager: (tf, x, { min, max }) => tf.clipByValue(x, min, max),
    graph: (build, x, { min, max }) => clip(build, x, min, max),
    gradient: (build, dy, y, { min, max }) => between(build, y, min, max, dy),
  },
};

function clip(build: GraphDefBuilder, x: string, min: number, max: number): string {
  return build.operation('ClipByValue', [x, build.scalar(min), build.scalar(max)], FLOAT);
}

/** `value` where y is inside of the bounds, else 0. */
function between(
  build: GraphDefBuilder,
  y: string,
  min: number,
  max: number,
  value: string,
): string {
  const inside = build.operation(
    'LogicalAnd',
    [
      build.operation('Greater', [y, build.scalar(min)], FLOAT),
      build.operation('Less', [y, build.scalar(max)], FLOAT),
    ],
    {},
  );
  return build.operation('SelectV2', [inside, value, build.scalar(0)], FLOAT);
}

export function unaryKernels(op: UnaryOperator): UnaryKernels<UnaryNode['attributes']> {
  return UNARY[op] as UnaryKernels<UnaryNode['attributes']>;
}

function lowerUnary<Tensor>(node: UnaryNode, context: LoweringContext<Tensor>): void {
  const [x] = node.inputs;
  const y = context.kernels.unary(node.op, context.stored(x), node.attributes);
  context.store(node.outputs[0], y, context.orderOf(x));
}

export function lowerUnaryGrad(node: UnaryGradNode, context: TrainingContext): void {
  const [dy, at] = node.inputs;
  const order = context.orderOf(at);
  const { gradient } = unaryKernels(unaryOperatorOf(node));
  const dx = gradient(context.build, context.as(dy, order), context.stored(at), node.attributes);
  context.store(node.outputs[0], dx, order);
}

export const unary = Object.fromEntries(
  UNARY_OPERATORS.map((op) => [op, lowerUnary]),
) as unknown as Lowerings<UnaryOperator>;
