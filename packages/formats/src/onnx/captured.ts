/** @file What a node takes, also what the graphs inside it (of If, Loop, Scan) take from around them. */
import type { GraphProto, NodeProto } from './onnx_pb.js';

/** Names of all tensors that a node depends on; '' stands for an optional input that is left out. */
export function nodeInputs(node: NodeProto): readonly string[] {
  const captured = node.attribute.flatMap(({ g, graphs }) =>
    [...(g === undefined ? [] : [g]), ...graphs].flatMap(capturedBy),
  );
  return captured.length === 0 ? node.input : [...node.input, ...captured];
}

/** Names that a graph inside a node uses and does not make. */
function capturedBy(graph: GraphProto): readonly string[] {
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  const used = [...graph.node.flatMap(nodeInputs), ...graph.output.map(({ name }) => name)];
  return [...new Set(used)].filter((name) => name !== '' && !own.has(name));
}
