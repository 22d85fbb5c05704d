/** @file Which training nodes the zoo has, and which networks have one of every form. */
import type { TrainingGraph, TrainingNode } from '@convbench/spec';

type Shapes = TrainingGraph['shapes'];

/** The same for nodes that compute the same function of tensors of the same shapes. */
export function nodeKey(node: TrainingNode, shapes: Shapes): string {
  const { op, attributes, inputs, outputs } = node;
  const shapesOf = (names: readonly string[]) => names.map((name) => shapes[name]);
  return JSON.stringify([op, attributes, shapesOf(inputs), shapesOf(outputs)]);
}

/** Attributes that are sizes of tensors. */
const SIZES = ['inputShape', 'shape', 'sizes', 'split', 'count', 'scale'];

/** The same for nodes that differ only in how large their tensors are; a size of 1 is one of its own. */
export function formKey(node: TrainingNode, shapes: Shapes): string {
  const attributes = Object.entries(node.attributes).filter(([name]) => !SIZES.includes(name));
  // How many parts are joined or split is a size too.
  const kinds = node.inputs.slice(0, 4).map((name) => shapes[name]?.map((size) => size === 1));
  return JSON.stringify([node.op, attributes, kinds]);
}

export interface TrainedNetwork {
  readonly name: string;
  readonly training: TrainingGraph;
}

/** Names of networks that together have a node of every form; the greedy choice, the network of fewest nodes first. */
export function coveringNetworks(networks: readonly TrainedNetwork[]): Set<string> {
  const candidates = networks
    .map(({ name, training: { nodes, shapes } }) => ({
      name,
      forms: new Set(nodes.map((node) => formKey(node, shapes))),
      nodes: nodes.length,
    }))
    .sort((a, b) => a.nodes - b.nodes);
  const missing = new Set(candidates.flatMap(({ forms }) => [...forms]));
  const chosen = new Set<string>();
  while (missing.size > 0) {
    const gains = candidates.map(({ forms }) => [...forms].filter((form) => missing.has(form)));
    const most = Math.max(...gains.map(({ length }) => length));
    const best = gains.findIndex(({ length }) => length === most);
    chosen.add(candidates[best]?.name ?? '');
    for (const form of gains[best] ?? []) missing.delete(form);
  }
  return chosen;
}
