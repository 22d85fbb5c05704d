import type { BatchNormalizationNode, LrnNode, SoftmaxNode } from '@convbench/spec';
import type { Backward } from '../backward.js';
import { batchStatisticsOf } from '../forwardPass.js';
import type { GradientRules } from './rule.js';

export const normalization: GradientRules<'BatchNormalization' | 'LRN' | 'Softmax'> = {
  BatchNormalization: batchNormalizationGradients,
  LRN: lrnGradients,
  Softmax: softmaxGradients,
};

function batchNormalizationGradients(
  node: BatchNormalizationNode,
  dy: string,
  backward: Backward,
): void {
  if (backward.isFixed(node)) {
    fixedNormalizationGradient(node, dy, backward);
    return;
  }
  const [x, gamma, beta] = node.inputs;
  const { mean, variance } = batchStatisticsOf(node);
  const [dx, dGamma, dBeta] = [`${node.name}#dx`, `${node.name}#dGamma`, `${node.name}#dBeta`];
  backward.emit(
    {
      op: 'BatchNormalizationGrad',
      name: dx,
      inputs: [dy, x, gamma, mean, variance],
      outputs: [dx, dGamma, dBeta],
      attributes: node.attributes,
    },
    backward.shapeOf(x),
    backward.shapeOf(gamma),
    backward.shapeOf(beta),
  );
  backward.contribute(x, dx);
  backward.contribute(gamma, dGamma);
  backward.contribute(beta, dBeta);
}

/** A linear function of x: gamma and beta are frozen too. */
function fixedNormalizationGradient(
  node: BatchNormalizationNode,
  dy: string,
  backward: Backward,
): void {
  const [x, gamma, , , variance] = node.inputs;
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    {
      op: 'FrozenBatchNormalizationGrad',
      name,
      inputs: [dy, gamma, variance],
      outputs: [name],
      attributes: node.attributes,
    },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

function lrnGradients(node: LrnNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const dx = backward.emit(
    {
      op: 'LRNGrad',
      name,
      inputs: [dy, x, node.outputs[0]],
      outputs: [name],
      attributes: node.attributes,
    },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}

function softmaxGradients(node: SoftmaxNode, dy: string, backward: Backward): void {
  const [x] = node.inputs;
  const name = `${node.name}#dx`;
  const { axis } = node.attributes;
  const dx = backward.emit(
    {
      op: 'SoftmaxGrad',
      name,
      inputs: [dy, node.outputs[0]],
      outputs: [name],
      attributes: { axis },
    },
    backward.shapeOf(x),
  );
  backward.contribute(x, dx);
}
