import type { Graph, Node, Shape } from '@convbench/spec';
import { invalid } from './operators/checks.js';
import { ruleOf } from './operators/operators.js';

/**
 * Shapes of all tensors by name: the input, parameters, constants and everything that a node makes.
 *
 * Throws a `UserError` that names the node where shapes do not agree, and a `WindowDoesNotFitError` where the input is
 * too small for the network.
 */
export function inferShapes(graph: Graph, batchSize: number): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  shapes.set(
    graph.input.name,
    graph.input.shape.map((dimension) => (dimension === 'N' ? batchSize : dimension)),
  );
  for (const { name, shape } of [...graph.parameters, ...graph.constants]) shapes.set(name, shape);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => {
      const shape = shapes.get(name);
      if (!shape) throw invalid(node, `its input '${name}' is made by no node before it`);
      return shape;
    });
    const outputs = nodeOutputShapes(node, inputs);
    node.outputs.forEach((name, index) => {
      const shape = outputs[index];
      if (!shape) throw invalid(node, `it cannot make a tensor '${name}'`);
      shapes.set(name, shape);
    });
  }
  return shapes;
}

/** Shapes of what one node makes, from the shapes of its inputs (batch dimension included). Throws as `inferShapes`. */
export function nodeOutputShapes(node: Node, inputs: readonly Shape[]): readonly Shape[] {
  const x = inputs[0];
  if (!x || inputs.length !== node.inputs.length) throw invalid(node, 'it lacks inputs');
  return ruleOf(node.op).shapes(node, inputs);
}
