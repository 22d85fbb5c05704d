/** @file The factor that limits the norm of all gradients together. */
import type { GradientClipNode } from '@convbench/spec';
import type { LoweringContext } from '../context.js';
import { elements } from '../stepBuilder.js';

/** A norm does not depend on the order of elements: every gradient is read as it lies, all vectors as one. */
export function lowerGradientClip(node: GradientClipNode, context: LoweringContext): void {
  const { build } = context;
  const flat = (name: string): string =>
    build.view(context.stored(name), [elements(context.shapeOf(name))]);
  const isVector = (name: string): boolean => context.shapeOf(name).length < 2;
  const vectors = node.inputs.filter(isVector);
  const whole = node.inputs.filter((name) => !isVector(name)).map(flat);
  if (vectors.length > 0) whole.push(build.concat(vectors.map(flat), 0));
  const sums = whole.map((gradient) => build.op('ReduceSumSquare', [gradient]));
  const sum = build.op('ReduceSum', [build.concat(sums, 0), build.ints([0])]);
  const norm = build.op('Add', [build.op('Sqrt', [sum]), build.filled(1e-6, [1])]);
  const ratio = build.op('Div', [build.filled(node.attributes.maximumNorm, [1]), norm]);
  context.store(node.outputs[0], build.op('Min', [ratio, build.filled(1, [1])]), 'logical');
}
