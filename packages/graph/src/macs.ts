import type { Node, OperatorName, Shape } from '@convbench/spec';
import { elementCount } from './axes.js';

/** The operators whose multiply-accumulates count; norms, activations, pools and biases do not. */
export const COUNTED_OPERATORS = ['Conv', 'Gemm', 'MatMul'] as const satisfies OperatorName[];

/** Whether a node counts as a layer of a network's depth: a convolution or a matrix product. */
export function isCounted(node: Node): boolean {
  return (COUNTED_OPERATORS as readonly OperatorName[]).includes(node.op);
}

/** Multiply-accumulates of one node; 0 for an operator that is not counted. Padding counts as if it were image. */
export function nodeMacs(node: Node, shapes: ReadonlyMap<string, Shape>): number {
  const shapeOf = (name: string | undefined): Shape => {
    const shape = name === undefined ? undefined : shapes.get(name);
    if (!shape) throw new Error(`The shape of '${name}' is not known.`);
    return shape;
  };
  const outputs = elementCount(shapeOf(node.outputs[0]));
  switch (node.op) {
    case 'Conv':
      // The weight's second dimension is channels / group already (case C01).
      return outputs * elementCount(shapeOf(node.inputs[1]).slice(1));
    case 'Gemm':
      return outputs * (shapeOf(node.inputs[0])[node.attributes.transA ? 0 : 1] as number);
    case 'MatMul':
      return outputs * (shapeOf(node.inputs[0]).at(-1) as number);
    default:
      return 0;
  }
}
