/** @file Until when each tensor of a network is needed. */
import type { Graph } from '@convbench/spec';

/** For each node the tensors, weights aside, that nobody reads after it; the network's outputs stay. */
export function lastReads(graph: Graph): readonly (readonly string[])[] {
  const kept = new Set<string>([
    ...graph.outputs,
    ...graph.parameters.map(({ name }) => name),
    ...graph.constants.map(({ name }) => name),
  ]);
  return graph.nodes
    .toReversed()
    .map((node) => {
      const names = [...new Set([...node.inputs, ...node.outputs])].filter(
        (name) => !kept.has(name),
      );
      for (const name of names) kept.add(name);
      return names;
    })
    .toReversed();
}
