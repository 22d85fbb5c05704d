/** @file Our graph and its weights → an ONNX file of opset 18. */
import type { Graph, Shape, Weights } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { elementCount, inferShapes } from '@convbench/graph';
import { encodeNode } from './encodeNode.js';
import { CONSTANT_MARK } from './roles.js';
import { encodeOnnxModel } from './writer.js';
import type { OnnxNode, OnnxTensor, OnnxValue } from './writer.js';

export interface EncodeOnnxOptions {
  /** Fixes the batch dimension; it is the symbol N when absent. */
  readonly batchSize?: number;
}

/**
 * The bytes of an ONNX model with the weights inside. The doc string of each initializer says its role, so that
 * `decodeOnnx` gives the same graph again.
 *
 * @throws UserError when a weight is missing or has the wrong size, when the graph does not fit together, or when the
 *   model is larger than the 2 GB that the format allows.
 */
export function encodeOnnx(
  graph: Graph,
  weights: Weights,
  options: EncodeOnnxOptions = {},
): Uint8Array<ArrayBuffer> {
  const initializers: OnnxTensor[] = graph.parameters.map(({ name, shape, role }) => ({
    name,
    type: 'float32',
    shape,
    data: weightOf(name, shape, weights),
    docString: role,
  }));
  for (const { name, shape, values } of graph.constants) {
    initializers.push({ name, type: 'float32', shape, data: values, docString: CONSTANT_MARK });
  }
  const names = tensorNames(graph);
  const shape = valueShapes(graph, options.batchSize);
  const nodes: OnnxNode[] = graph.nodes.map((node) =>
    encodeNode(node, shape.at(node.inputs[0] ?? ''), (suffix, tensor) => {
      const name = freshName(`${node.name}/${suffix}`, names);
      initializers.push({ name, ...tensor });
      return name;
    }),
  );
  const value = (name: string): OnnxValue => ({
    name,
    type: 'float32',
    shape: shape.symbolic(name),
  });
  return encodeOnnxModel({
    name: graph.name,
    nodes,
    inputs: [value(graph.input.name)],
    outputs: graph.outputs.map(value),
    initializers,
  });
}

function weightOf(name: string, shape: Shape, weights: Weights): Float32Array {
  const values = weights.get(name);
  if (values?.length === elementCount(shape)) return values;
  throw new UserError(
    'formats',
    values === undefined
      ? `The weights have no '${name}'.`
      : `The weights have ${values.length} values for '${name}', whose shape [${shape.join(', ')}] takes ${elementCount(shape)}.`,
    'Use weights that were made for this network and these options.',
  );
}

function tensorNames(graph: Graph): Set<string> {
  return new Set([
    graph.input.name,
    ...graph.nodes.flatMap((node) => node.outputs),
    ...graph.parameters.map(({ name }) => name),
    ...graph.constants.map(({ name }) => name),
  ]);
}

function freshName(base: string, taken: Set<string>): string {
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  taken.add(name);
  return name;
}

interface ValueShapes {
  /** At some batch size. */
  at(name: string): Shape;
  /** With the batch size as the number or as the symbol N. */
  symbolic(name: string): readonly (number | string)[];
}

function valueShapes(graph: Graph, batchSize: number | undefined): ValueShapes {
  const [first] = graph.input.shape;
  if (batchSize !== undefined && first !== 'N' && first !== batchSize) {
    throw new UserError(
      'formats',
      `The network '${graph.name}' takes batches of ${first} images only, not of ${batchSize}.`,
      `Choose the batch size ${first}.`,
    );
  }
  // What is the same at two batch sizes does not depend on it.
  const shapes = inferShapes(graph, batchSize ?? 2);
  const others = batchSize === undefined ? inferShapes(graph, 3) : shapes;
  const at = (name: string): Shape => shapes.get(name) ?? [];
  const symbolic = (name: string): readonly (number | string)[] =>
    at(name).map((size, axis) => {
      const other = others.get(name)?.[axis];
      if (size === other) return size;
      return size === 2 && other === 3 ? 'N' : `${name}_${axis}`;
    });
  return { at, symbolic };
}
