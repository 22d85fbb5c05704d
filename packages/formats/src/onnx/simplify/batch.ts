/** @file Files with a fixed batch size → graphs that take any. */
import type { Dimension, Graph, Node, Shape } from '@convbench/spec';
import { isUserError } from '@convbench/spec/plain';
import { inferShapes } from '@convbench/graph';
import type { TranslationContext } from '../operators/context.js';

/**
 * Makes the batch dimension free where every tensor of the network keeps it as its first axis and no operator works
 * along it, so that images do not touch each other; otherwise the graph keeps the file's batch size. Says which.
 */
export function freeBatch(graph: Graph, context: TranslationContext): Graph {
  const fixed = graph.input.shape[0];
  if (fixed === 'N' || fixed === undefined) return graph;
  const freed = withFreeBatch(graph, fixed);
  const kind = freed ? 'batch-freed' : 'batch-fixed';
  context.addNote(
    kind,
    freed
      ? `The file fixes the batch size at ${fixed}; the graph takes any.`
      : `The file fixes the first dimension at ${fixed} and depends on it; the graph takes no other.`,
    [graph.input.name],
  );
  return freed ?? graph;
}

function withFreeBatch(graph: Graph, fixed: number): Graph | undefined {
  const original = inferShapes(graph, fixed);
  const nodes = graph.nodes.map((node) =>
    node.op === 'Reshape' &&
    node.attributes.shape[0] === fixed &&
    original.get(node.inputs[0])?.[0] === fixed
      ? { ...node, attributes: { shape: node.attributes.shape.with(0, 0) } }
      : node,
  );
  if (nodes.some(worksAlongBatch)) return undefined;
  const shape: Dimension[] = ['N', ...graph.input.shape.slice(1)];
  const freed = { ...graph, input: { ...graph.input, shape }, nodes };
  const other = shapesOrNothing(freed, fixed + 1);
  if (!other) return undefined;
  const independent = nodes.every((node) =>
    node.outputs.every((name) => {
      const expected = original.get(name)?.with(0, fixed + 1);
      return original.get(name)?.[0] === fixed && other.get(name)?.join() === expected?.join();
    }),
  );
  return independent ? freed : undefined;
}

function worksAlongBatch(node: Node): boolean {
  switch (node.op) {
    case 'Concat':
    case 'Split':
    case 'Softmax':
      return node.attributes.axis === 0;
    case 'ReduceSum':
    case 'ReduceMean':
      return node.attributes.axes.includes(0);
    case 'Transpose':
      return node.attributes.permutation[0] !== 0;
    default:
      return false;
  }
}

function shapesOrNothing(graph: Graph, batchSize: number): ReadonlyMap<string, Shape> | undefined {
  try {
    return inferShapes(graph, batchSize);
  } catch (error) {
    if (isUserError(error)) return undefined;
    throw error;
  }
}
