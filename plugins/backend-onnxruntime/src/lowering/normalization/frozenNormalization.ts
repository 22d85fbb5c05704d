/** @file Batch normalisation with its running statistics, on [C, H * W * N]: a factor and a shift per channel. */
import type { BatchNormalizationNode, FrozenBatchNormalizationGradNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';

export function lowerFrozenBatchNormalization(
  node: BatchNormalizationNode,
  context: LoweringContext,
): void {
  const { build } = context;
  const [x, gamma, beta, mean, variance] = node.inputs;
  const scale = scaleOf(gamma, variance, node.attributes.epsilon, context);
  const centred = build.op('Sub', [context.matrix(x), column(mean, context)]);
  const scaled = build.op('Mul', [centred, scale]);
  context.store(node.outputs[0], build.op('Add', [scaled, column(beta, context)]), 'batchLast');
}

export function lowerFrozenBatchNormalizationGrad(
  node: FrozenBatchNormalizationGradNode,
  context: LoweringContext,
): void {
  const [dy, gamma, variance] = node.inputs;
  const scale = scaleOf(gamma, variance, node.attributes.epsilon, context);
  context.store(node.outputs[0], context.build.op('Mul', [context.matrix(dy), scale]), 'batchLast');
}

/** gamma / sqrt(variance + epsilon), [C, 1]; made once for both directions. */
function scaleOf(
  gamma: string,
  variance: string,
  epsilon: number,
  context: LoweringContext,
): string {
  const { build } = context;
  const key = `${gamma}@scale/${variance}/${epsilon}`;
  const known = context.saved.get(key);
  if (typeof known === 'string') return known;
  const shifted = build.op('Add', [column(variance, context), build.scalar(epsilon, 2)]);
  const scale = build.op('Div', [column(gamma, context), build.op('Sqrt', [shifted])]);
  context.saved.set(key, scale);
  return scale;
}

function column(vector: string, context: LoweringContext): string {
  const [channels = 1] = context.shapeOf(vector);
  return context.build.view(context.logical(vector), [channels, 1]);
}
