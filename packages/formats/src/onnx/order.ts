/** @file Which nodes of a file count, and in which order. */
import { UserError } from '@convbench/spec/plain';
import { nodeInputs } from './captured.js';
import { listNames } from './notes.js';
import type { GraphProto, NodeProto } from './onnx_pb.js';

export interface OrderedNodes {
  /** Nodes that some output depends on: in the order of the file wherever that is topological. */
  readonly live: readonly NodeProto[];
  /** Nodes that no output depends on. */
  readonly dead: readonly NodeProto[];
}

/**
 * Sorts out the nodes that lead to the graph's outputs; with `keepDead` all nodes count as live.
 *
 * @throws UserError when a tensor is made twice or by nobody, or depends on itself.
 */
export function orderNodes(graph: GraphProto, keepDead: boolean): OrderedNodes {
  const producers = producersByTensor(graph);
  const given = new Set([
    ...graph.input.map((input) => input.name),
    ...graph.initializer.map((tensor) => tensor.name),
  ]);
  const live = new Set<NodeProto>();
  const pending = graph.output.map((output) => ({ tensor: output.name, user: 'the outputs' }));
  if (keepDead) {
    for (const tensor of producers.keys()) pending.push({ tensor, user: 'the outputs' });
  }
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const producer = producers.get(next.tensor);
    if (producer === undefined) {
      if (given.has(next.tensor)) continue;
      throw malformed(`has a tensor '${next.tensor}' in ${next.user} that no node makes`);
    }
    if (live.has(producer)) continue;
    live.add(producer);
    for (const tensor of nodeInputs(producer)) {
      if (tensor !== '') pending.push({ tensor, user: `the inputs of ${producer.opType}` });
    }
  }
  return {
    live: topological(
      graph.node.filter((node) => live.has(node)),
      producers,
    ),
    dead: graph.node.filter((node) => !live.has(node)),
  };
}

function producersByTensor(graph: GraphProto): Map<string, NodeProto> {
  const producers = new Map<string, NodeProto>();
  const taken = new Set([
    ...graph.input.map((input) => input.name),
    ...graph.initializer.map((tensor) => tensor.name),
  ]);
  for (const node of graph.node) {
    for (const tensor of node.output) {
      if (tensor === '') continue;
      if (taken.has(tensor)) throw malformed(`makes the tensor '${tensor}' twice`);
      taken.add(tensor);
      producers.set(tensor, node);
    }
  }
  return producers;
}

function topological(
  nodes: readonly NodeProto[],
  producers: ReadonlyMap<string, NodeProto>,
): readonly NodeProto[] {
  const sorted: NodeProto[] = [];
  const done = new Set<NodeProto>();
  let waiting = nodes;
  while (waiting.length > 0) {
    const blocked: NodeProto[] = [];
    for (const node of waiting) {
      const ready = nodeInputs(node).every((tensor) => {
        const producer = producers.get(tensor);
        return producer === undefined || done.has(producer);
      });
      if (ready) {
        done.add(node);
        sorted.push(node);
      } else {
        blocked.push(node);
      }
    }
    if (blocked.length === waiting.length) {
      const tensors = blocked.flatMap((node) => node.output);
      throw malformed(`has tensors that depend on themselves: ${listNames(tensors)}`);
    }
    waiting = blocked;
  }
  return sorted;
}

function malformed(problem: string): UserError {
  return new UserError(
    'formats',
    `The ONNX file ${problem}.`,
    'Check that the file was copied completely, or export the model again.',
  );
}
