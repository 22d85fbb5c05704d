import { isCounted, nodesBefore } from '@convbench/graph';
import type { Graph, Node } from '@convbench/spec';

/**
 * Names of the parameters that tell classes apart: those of the last convolution or linear layer before the logits, and
 * of what stands behind it. The rest of the network is its body.
 */
export function headParameters(graph: Graph): ReadonlySet<string> {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const head = new Set<Node>();
  const visit = (tensor: string): void => {
    const node = makers.get(tensor);
    if (node === undefined || head.has(node)) return;
    head.add(node);
    if (!isCounted(node)) for (const input of node.inputs) visit(input);
  };
  visit(graph.outputs[0]);
  return parametersOf(graph, [...head]);
}

/** Names of the parameters that the logits do not depend on: those of auxiliary heads. */
export function auxiliaryParameters(graph: Graph): ReadonlySet<string> {
  const used = parametersOf(graph, nodesBefore(graph, [graph.outputs[0]]));
  return new Set(graph.parameters.map(({ name }) => name).filter((name) => !used.has(name)));
}

/** Names of the parameters that these nodes take. */
export function parametersOf(graph: Graph, nodes: readonly Node[]): ReadonlySet<string> {
  const parameters = new Set(graph.parameters.map(({ name }) => name));
  return new Set(nodes.flatMap(({ inputs }) => inputs.filter((name) => parameters.has(name))));
}
