import type { Graph, Node } from '@convbench/spec';

/** A graph that does not have its parameters yet. */
export type GraphDraft = Pick<Graph, 'input' | 'outputs' | 'nodes'>;

/** The same node with its inputs renamed. */
export function renameInputs(node: Node, rename: (name: string) => string): Node {
  // A union keeps no relation between an operator and the number of its inputs.
  return { ...node, inputs: node.inputs.map(rename) } as unknown as Node;
}
