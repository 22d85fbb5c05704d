import type { Graph, Node } from '@convbench/spec';
import { nodesBefore } from '../live.js';
import { forwardNode } from './forwardNode.js';
import type { Tensor } from './tensor.js';
import {
  fedTensor,
  parameterTensors,
  tensorIn,
  type NumericState,
  type Tensors,
} from './values.js';

/**
 * Logits [batchSize, classes] of images [batchSize, C, H, W], row-major, computed in float64: what every backend's
 * float32 logits are held against.
 *
 * Throws a `UserError` where weights are missing or do not fit, a `RangeError` for a wrong number of pixels.
 */
export function interpret(
  graph: Graph,
  weights: NumericState,
  images: ArrayLike<number>,
  batchSize: number,
): Float64Array {
  const [logits] = graph.outputs;
  // Auxiliary heads are not computed for the logits.
  const needed = nodesBefore(graph, [logits]);
  const uses = new Map<string, number>([[logits, 1]]);
  for (const input of needed.flatMap((node) => node.inputs))
    uses.set(input, (uses.get(input) ?? 0) + 1);
  const tensors = inputTensors(graph, weights, images, batchSize);
  for (const node of needed) {
    evaluate(node, tensors);
    // Maps are large: each is let go after its last use.
    for (const input of node.inputs) {
      const left = (uses.get(input) ?? 0) - 1;
      uses.set(input, left);
      if (left === 0) tensors.delete(input);
    }
  }
  return tensorIn(tensors, logits).data;
}

/** As `interpret`, but every tensor by name: input, parameters, constants and what each node makes. */
export function interpretAll(
  graph: Graph,
  weights: NumericState,
  images: ArrayLike<number>,
  batchSize: number,
): ReadonlyMap<string, Tensor> {
  const tensors = inputTensors(graph, weights, images, batchSize);
  for (const node of graph.nodes) evaluate(node, tensors);
  return tensors;
}

function inputTensors(
  { input, parameters, constants }: Graph,
  weights: NumericState,
  images: ArrayLike<number>,
  batchSize: number,
): Tensors {
  const shape = input.shape.map((dimension) => (dimension === 'N' ? batchSize : dimension));
  return parameterTensors(parameters, constants, weights).set(
    input.name,
    fedTensor(input.name, shape, images),
  );
}

function evaluate(node: Node, tensors: Tensors): void {
  const results = forwardNode(
    node,
    node.inputs.map((input) => tensorIn(tensors, input)),
  );
  node.outputs.forEach((output, i) => tensors.set(output, results[i] as Tensor));
}
