/** @file Clipping of gradients by their common norm. */
import type { GradientClipNode } from '@convbench/spec';
import type { TrainingContext } from './trainingContext.js';

/** PyTorch adds it to the norm. */
const EPSILON = 1e-6;

/** min(1, maximumNorm / (norm + epsilon)); half the sum of squares is a kernel of its own. */
export function lowerGradientClip(node: GradientClipNode, context: TrainingContext): void {
  const { build, kernels } = context;
  const halves = node.inputs.map((name) => context.operation('L2Loss', [context.stored(name)]));
  const sum = build.operation('AddN', halves, {
    T: { type: 'float' },
    N: { integer: halves.length },
  });
  const norm = context.operation('Sqrt', [kernels.multiply(sum, build.scalar(2))]);
  const limit = build.scalar(node.attributes.maximumNorm);
  const ratio = context.operation('RealDiv', [limit, kernels.add(norm, build.scalar(EPSILON))]);
  context.store(node.outputs[0], context.operation('Minimum', [build.scalar(1), ratio]));
}
