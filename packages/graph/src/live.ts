import type { Graph, Node } from '@convbench/spec';

/**
 * The network without what no output depends on: a side head in an imported file that nothing is connected to, say.
 * The same object where there is nothing of the kind.
 */
export function withoutDeadNodes(graph: Graph): Graph {
  const needed = new Set<string>(graph.outputs);
  const live: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    live.push(node);
    for (const name of node.inputs) needed.add(name);
  }
  const parameters = graph.parameters.filter(({ name }) => needed.has(name));
  const constants = graph.constants.filter(({ name }) => needed.has(name));
  const unchanged =
    live.length === graph.nodes.length &&
    parameters.length === graph.parameters.length &&
    constants.length === graph.constants.length;
  return unchanged ? graph : { ...graph, nodes: live.reverse(), parameters, constants };
}

/** Names of the nodes that no output depends on. */
export function deadNodes(graph: Graph): readonly string[] {
  const live = new Set(withoutDeadNodes(graph).nodes);
  return graph.nodes.filter((node) => !live.has(node)).map((node) => node.name);
}
