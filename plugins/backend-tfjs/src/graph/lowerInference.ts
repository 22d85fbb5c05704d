/** @file A network as one TensorFlow graph with the weights inside. */
import { elementCount, inferShapes, withoutDeadNodes } from '@convbench/graph';
import type { Graph, Weights } from '@convbench/spec';
import { identityOrder, permutationBetween, FILTER, storedShape } from '../layout/axisOrder.js';
import { permuted } from '../layout/permuted.js';
import { LoweringContext } from '../lowering/context.js';
import { lowerForward } from '../lowering/forward.js';
import { GraphDefBuilder } from './graphDef.js';
import { GraphKernels } from './graphKernels.js';

const IMAGES = 'images';

export interface LoweredInference {
  readonly build: GraphDefBuilder;
  /** Placeholder [N, C, H, W]. */
  readonly images: string;
  readonly logits: string;
  readonly imageShape: readonly number[];
}

/** Weights become constants, so that TensorFlow folds and packs them once. */
export function lowerInference(
  network: Graph,
  weights: Weights,
  batchSize: number,
): LoweredInference {
  const graph = withoutDeadNodes({ ...network, outputs: [network.outputs[0]] });
  const shapes = inferShapes(graph, batchSize);
  const build = new GraphDefBuilder();
  const context = new LoweringContext(new GraphKernels(build), (name) => shapes.get(name));
  const imageShape = context.shapeOf(graph.input.name);
  const images = build.placeholder(IMAGES, 'float', imageShape);
  context.store(graph.input.name, images);
  const filters = new Set(
    graph.nodes.filter(({ op }) => op === 'Conv').map(({ inputs }) => inputs[1]),
  );
  for (const { name, shape } of graph.parameters) {
    const values = weights.get(name);
    if (values?.length !== elementCount(shape))
      throw new Error(`There are no weights of the right size for '${name}'.`);
    const order = filters.has(name) ? FILTER : identityOrder(shape.length);
    const stored = permuted(values, shape, permutationBetween(identityOrder(shape.length), order));
    context.store(name, build.floats(stored, storedShape(shape, order), name), order);
  }
  for (const { name, shape, values } of graph.constants)
    context.store(name, build.floats(values, shape, name));
  for (const node of graph.nodes) lowerForward(node, context);
  const logits = build.operation('Identity', [context.logical(graph.outputs[0])], {
    T: { type: 'float' },
  });
  return { build, images, logits, imageShape };
}
