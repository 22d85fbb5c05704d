/** @file Inference by one operator of TensorFlow.js after another. */
import { readNetworkFiles } from '@convbench/formats';
import { elementCount, inferShapes } from '@convbench/graph';
import type { Artefact, Graph, Session, SessionOptions, Weights } from '@convbench/spec';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EventLoopTurns } from '../eventLoop.js';
import {
  FILTER,
  identityOrder,
  permutationBetween,
  storedShape,
  TURNED,
  type AxisOrder,
} from '../layout/axisOrder.js';
import { permuted } from '../layout/permuted.js';
import { LoweringContext } from '../lowering/context.js';
import { lowerForward } from '../lowering/forward.js';
import { selectBackend, type Tfjs } from '../runtime/javascript.js';
import { EagerKernels } from './eagerKernels.js';
import { lastReads } from './lastReads.js';

export interface EagerRuntime {
  readonly tf: Tfjs;
  /** Name of the backend in TensorFlow.js. */
  readonly backend: string;
  readonly asRun: Session['asRun'];
}

interface Held {
  readonly tensor: Tensor;
  readonly order: readonly number[];
}

/** A tensor is given back as soon as nobody reads it any more, as a program written by hand would do. */
export async function openEagerSession(
  { tf, backend, asRun }: EagerRuntime,
  artefact: Artefact,
  { batchSize }: SessionOptions,
): Promise<Session> {
  const { graph, weights } = await readNetworkFiles(artefact.path);
  const shapes = inferShapes(graph, batchSize);
  const imageShape = shapes.get(graph.input.name) ?? [];
  const last = lastReads(graph);
  const kernels = new EagerKernels(tf);
  await selectBackend(tf, backend);
  const held = holdWeights(tf, graph, weights);
  const turns = new EventLoopTurns();
  let disposed = false;

  const logitsOf = (images: Float32Array): Tensor =>
    tf.tidy(() => {
      const context = new LoweringContext<Tensor>(kernels, (name) => shapes.get(name));
      for (const [name, { tensor, order }] of held) context.store(name, tensor, order);
      context.store(graph.input.name, tf.tensor(images, [...imageShape], 'float32'));
      context.takeAdded();
      graph.nodes.forEach((node, i) => {
        tf.tidy(() => {
          lowerForward(node, context);
          return context.takeAdded();
        });
        for (const name of last[i] as readonly string[])
          for (const tensor of context.release(name)) tensor.dispose();
      });
      return context.logical(graph.outputs[0]).clone();
    });

  return {
    asRun: { ...asRun, batchSize },
    async run(images) {
      if (disposed) throw new Error('This session was disposed.');
      const expected = elementCount(imageShape);
      if (images.length !== expected)
        throw new RangeError(
          `A batch has ${images.length} values; [${imageShape.join(', ')}] needs ${expected}.`,
        );
      await selectBackend(tf, backend);
      await turns.takeIfDue();
      const logits = logitsOf(images);
      try {
        // A copy: the plain backend gives its own array.
        return Float32Array.from(await logits.data());
      } finally {
        logits.dispose();
      }
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      for (const { tensor } of held.values()) tensor.dispose();
    },
  };
}

/** Weights and constants as tensors in the order in which they are used. */
function holdWeights(tf: Tfjs, graph: Graph, weights: Weights): Map<string, Held> {
  const orders = ordersOfWeights(graph);
  const all = [
    ...graph.constants,
    ...graph.parameters.map(({ name, shape }) => ({ name, shape, values: weights.get(name) })),
  ];
  return new Map(
    all.map(({ name, shape, values }) => {
      if (values?.length !== elementCount(shape))
        throw new Error(`There are no weights of the right size for '${name}'.`);
      const logical = identityOrder(shape.length);
      const order = orders.get(name) ?? logical;
      // A copy of its own: TensorFlow.js may use the array as it is.
      const stored = permuted(values, shape, permutationBetween(logical, order)).slice();
      return [name, { tensor: tf.tensor(stored, storedShape(shape, order), 'float32'), order }];
    }),
  );
}

/**
 * Of those that are not used as they stand. TensorFlow.js has a fast product for matrices that are not to be transposed
 * only: on WebAssembly the other one takes a hundred times as long.
 */
function ordersOfWeights(graph: Graph): Map<string, AxisOrder> {
  const orders = new Map<string, AxisOrder>();
  for (const node of graph.nodes) {
    if (node.op === 'Conv') orders.set(node.inputs[1], FILTER);
    if (node.op === 'Gemm' && node.attributes.transB) orders.set(node.inputs[1], TURNED);
  }
  return orders;
}
