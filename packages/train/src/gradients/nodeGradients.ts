import type { Node } from '@convbench/spec';
import type { Backward } from '../backward.js';
import { dropoutGradients, reluGradients, softmaxGradients } from './activation.js';
import { convGradients } from './convolution.js';
import { addGradients, mulGradients } from './elementwise.js';
import { gemmGradients, matMulGradients } from './linear.js';
import {
  concatGradients,
  reshapeGradients,
  splitGradients,
  transposeGradients,
} from './movement.js';
import { batchNormalizationGradients, lrnGradients } from './normalization.js';
import { averagePoolGradients, globalAveragePoolGradients, maxPoolGradients } from './pooling.js';
import { reduceGradients } from './reduction.js';

/**
 * Adds the gradients of one forward node's inputs, given those of its outputs. A node that no loss depends on, or
 * behind which nothing is trained, adds none.
 */
export function nodeGradients(node: Node, backward: Backward): void {
  if (!node.inputs.some((input) => backward.needs(input))) return;
  const dys = node.outputs.map((output) => backward.gradientOf(output));
  if (node.op === 'Split') {
    if (dys.some((dy) => dy !== undefined)) splitGradients(node, dys, backward);
    return;
  }
  const [dy] = dys;
  if (dy === undefined) return;
  switch (node.op) {
    case 'Conv':
      return convGradients(node, dy, backward);
    case 'Gemm':
      return gemmGradients(node, dy, backward);
    case 'MatMul':
      return matMulGradients(node, dy, backward);
    case 'Relu':
      return reluGradients(node, dy, backward);
    case 'MaxPool':
      return maxPoolGradients(node, dy, backward);
    case 'AveragePool':
      return averagePoolGradients(node, dy, backward);
    case 'GlobalAveragePool':
      return globalAveragePoolGradients(node, dy, backward);
    case 'LRN':
      return lrnGradients(node, dy, backward);
    case 'BatchNormalization':
      return batchNormalizationGradients(node, dy, backward);
    case 'Concat':
      return concatGradients(node, dy, backward);
    case 'Add':
      return addGradients(node, dy, backward);
    case 'Mul':
      return mulGradients(node, dy, backward);
    case 'Softmax':
      return softmaxGradients(node, dy, backward);
    case 'Dropout':
      return dropoutGradients(node, dy, backward);
    case 'Flatten':
    case 'Reshape':
      return reshapeGradients(node, dy, backward);
    case 'Transpose':
      return transposeGradients(node, dy, backward);
    case 'ReduceSum':
    case 'ReduceMean':
      return reduceGradients(node, dy, backward);
    case 'Identity':
      return backward.contribute(node.inputs[0], dy);
    default:
      return node satisfies never;
  }
}
