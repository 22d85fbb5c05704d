import { createHash } from 'node:crypto';
import { canonicalJson } from '@convbench/spec/plain';
import type { Graph } from '@convbench/spec';

/**
 * SHA-256, in hex, of the function that a graph computes from an image and named parameters.
 *
 * Sensitive to operators, attributes, wiring, node order, shapes, outputs, constants and the names and roles of
 * parameters (weights are found and initialised by name). Independent of the order of object keys and of the names of
 * the graph, its nodes, constants and other tensors.
 */
export function graphSha256(graph: Graph): string {
  /** What each tensor is, whatever it is called. */
  const references = new Map([[graph.input.name, 'input']]);
  for (const { name } of graph.parameters) references.set(name, `parameter ${name}`);
  graph.constants.forEach(({ name }, index) => references.set(name, `constant ${index}`));
  graph.nodes.forEach((node, index) =>
    node.outputs.forEach((name, output) => references.set(name, `node ${index} ${output}`)),
  );
  const refer = (name: string): string => {
    const reference = references.get(name);
    if (reference === undefined) throw new Error(`No node makes the tensor '${name}'.`);
    return reference;
  };
  const content = {
    input: graph.input.shape,
    outputs: graph.outputs.map(refer),
    nodes: graph.nodes.map(({ op, inputs, outputs, attributes }) => ({
      op,
      inputs: inputs.map(refer),
      outputs: outputs.length,
      attributes,
    })),
    parameters: graph.parameters
      .map(({ name, shape, role }) => ({ name, shape, role }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    constants: graph.constants.map(({ shape, values }) => ({
      shape,
      values: sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    })),
  };
  return sha256(canonicalJson(content));
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
