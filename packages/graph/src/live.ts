import type { Graph, Node } from '@convbench/spec';

/** The nodes that the tensors depend on, in their order. */
export function nodesBefore(graph: Graph, tensors: readonly string[]): Node[] {
  const wanted = new Set(tensors);
  return graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((output) => wanted.has(output))) return false;
      for (const input of node.inputs) wanted.add(input);
      return true;
    })
    .toReversed();
}

/**
 * The network without what no output depends on: a side head in an imported file that nothing is connected to, say.
 * The same object where there is nothing of the kind.
 */
export function withoutDeadNodes(graph: Graph): Graph {
  const live = nodesBefore(graph, graph.outputs);
  const needed = new Set([...graph.outputs, ...live.flatMap((node) => node.inputs)]);
  const parameters = graph.parameters.filter(({ name }) => needed.has(name));
  const constants = graph.constants.filter(({ name }) => needed.has(name));
  const unchanged =
    live.length === graph.nodes.length &&
    parameters.length === graph.parameters.length &&
    constants.length === graph.constants.length;
  return unchanged ? graph : { ...graph, nodes: live, parameters, constants };
}

/**
 * The network in the form in which it is deployed: its first output alone, without the auxiliary heads that only
 * training uses. The same object where it has none.
 */
export function deployedForm(graph: Graph): Graph {
  return graph.outputs.length === 1
    ? graph
    : withoutDeadNodes({ ...graph, outputs: [graph.outputs[0]] });
}

/** Names of the nodes that no output depends on. */
export function deadNodes(graph: Graph): readonly string[] {
  const live = new Set(withoutDeadNodes(graph).nodes);
  return graph.nodes.filter((node) => !live.has(node)).map((node) => node.name);
}
