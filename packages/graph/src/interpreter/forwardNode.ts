import type { Node } from '@convbench/spec';
import { nodeOutputShapes } from '../shapes.js';
import { relu, softmax } from './activation.js';
import { conv } from './convolution.js';
import { add, mul } from './elementwise.js';
import { gemm, matMul } from './linear.js';
import { lrn } from './lrn.js';
import { concat, split, transpose } from './movement.js';
import { batchNormalization } from './normalization.js';
import { averagePool, globalAveragePool, maxPool } from './pooling.js';
import { reduceMean, reduceSum } from './reduction.js';
import { withShape, type Tensor } from './tensor.js';

/** The outputs of one operator of a network, from its inputs in order. */
export function forwardNode(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
  const shapes = nodeOutputShapes(
    node,
    inputs.map(({ shape }) => shape),
  );
  // The shapes have been checked against the operator: the inputs that it needs are there.
  const [x, second, third, mean, variance] = inputs as readonly [
    Tensor,
    Tensor,
    Tensor,
    ...Tensor[],
  ];
  const shape = shapes[0] ?? [];
  switch (node.op) {
    case 'Conv':
      return [conv(x, second, inputs[2], node.attributes, shape)];
    case 'Gemm':
      return [gemm(x, second, inputs[2], node.attributes, shape)];
    case 'MatMul':
      return [matMul(x, second, shape)];
    case 'Relu':
      return [relu(x)];
    case 'MaxPool':
      return [maxPool(x, node.attributes, shape)];
    case 'AveragePool':
      return [averagePool(x, node.attributes, shape)];
    case 'GlobalAveragePool':
      return [globalAveragePool(x, shape)];
    case 'LRN':
      return [lrn(x, node.attributes)];
    case 'BatchNormalization':
      return [
        batchNormalization(x, second, third, mean as Tensor, variance as Tensor, node.attributes),
      ];
    case 'Concat':
      return [concat(inputs, fromFront(node.attributes.axis, shape.length), shape)];
    case 'Split':
      return split(x, fromFront(node.attributes.axis, x.shape.length), shapes);
    case 'Add':
      return [add(x, second, shape)];
    case 'Mul':
      return [mul(x, second, shape)];
    case 'Softmax':
      return [softmax(x, node.attributes.axis)];
    case 'Transpose':
      return [transpose(x, node.attributes.permutation, shape)];
    case 'ReduceSum':
      return [reduceSum(x, node.attributes.axes, shape)];
    case 'ReduceMean':
      return [reduceMean(x, node.attributes.axes, shape)];
    case 'Flatten':
    case 'Reshape':
    case 'Dropout':
    case 'Identity':
      return [withShape(x, shape)];
    default:
      return node satisfies never;
  }
}

function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
