import type { Layout, LoweringContext } from './context.js';
import { elements } from './stepBuilder.js';

/** A shape for elementwise work: the one in which most neighbours take and give the tensor. */
export function plainShape(name: string, layout: Layout, context: LoweringContext): number[] {
  if (layout !== 'batchLast') return [elements(context.shapeOf(name))];
  const { channels, plane } = context.activation(name);
  return [channels, plane];
}
