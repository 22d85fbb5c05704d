import type { Family } from '@convbench/spec';

/** As far as wiring goes; a graph is one. */
interface Wiring {
  readonly input: { readonly name: string };
  readonly nodes: readonly {
    readonly op: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
  }[];
}

/**
 * The family whose colour a network gets in a report, by how it is wired: sums of two computed tensors make it
 * residual, concatenations of them an Inception network.
 */
export function graphFamily(graph: Wiring): Family {
  const computed = new Set([graph.input.name, ...graph.nodes.flatMap((node) => node.outputs)]);
  const joins = (op: 'Add' | 'Concat') =>
    graph.nodes.some(
      (node) => node.op === op && node.inputs.filter((name) => computed.has(name)).length > 1,
    );
  if (joins('Add')) return 'residual';
  return joins('Concat') ? 'inception' : 'plain';
}
