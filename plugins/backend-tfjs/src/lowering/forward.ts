/** @file The forward operators, on whichever engine. */
import { isUnary } from '@convbench/graph';
import type { Node, OperatorName, UnaryOperator } from '@convbench/spec';
import { lowerElementwise } from './binary.js';
import type { LoweringContext } from './context.js';
import { lowerConv } from './convolution.js';
import { lowerGemm, lowerMatMul } from './matrixProduct.js';
import {
  lowerConcat,
  lowerIdentity,
  lowerReshape,
  lowerSplit,
  lowerTranspose,
} from './movement.js';
import { lowerBatchNormalization, lowerLrn, lowerSoftmax } from './normalization.js';
import { lowerAveragePool, lowerGlobalAveragePool, lowerMaxPool } from './pool.js';
import { lowerReduce } from './reduction.js';
import { lowerUnary } from './unary.js';

type Lowering<N extends Node> = <Tensor>(node: N, context: LoweringContext<Tensor>) => void;
type Lowerings = {
  readonly [Op in Exclude<OperatorName, UnaryOperator>]: Lowering<
    Extract<Node, { readonly op: Op }>
  >;
};

/** By operator; one of the union that has no lowering does not compile. */
const LOWERINGS: Lowerings = {
  Conv: lowerConv,
  Gemm: lowerGemm,
  MatMul: lowerMatMul,
  Add: (node, context) => lowerElementwise('add', node, context),
  Mul: (node, context) => lowerElementwise('multiply', node, context),
  MaxPool: lowerMaxPool,
  AveragePool: lowerAveragePool,
  GlobalAveragePool: lowerGlobalAveragePool,
  BatchNormalization: lowerBatchNormalization,
  LRN: lowerLrn,
  Softmax: lowerSoftmax,
  Concat: lowerConcat,
  Split: lowerSplit,
  Transpose: lowerTranspose,
  Flatten: lowerReshape,
  Reshape: lowerReshape,
  Dropout: lowerIdentity,
  Identity: lowerIdentity,
  ReduceSum: lowerReduce,
  ReduceMean: lowerReduce,
};

/** @throws UserError for an operator, or a form of one, that TensorFlow does not have. */
export function lowerForward<Tensor>(node: Node, context: LoweringContext<Tensor>): void {
  if (isUnary(node)) return lowerUnary(node, context);
  (LOWERINGS[node.op] as Lowering<Node>)(node, context);
}
