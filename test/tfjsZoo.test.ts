/** Logits of every network on the engines of TensorFlow.js against those of onnxruntime, with the same weights. */
import onnxruntime from '@convbench/backend-onnxruntime';
import tfjs from '@convbench/backend-tfjs';
import { staticCost } from '@convbench/graph';
import type { BackendPlugin, Graph, Weights } from '@convbench/spec';
import { standardDeviation } from 'simple-statistics';
import { openNetwork } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import { fill } from './support/filler.js';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { smallGraph, wellConditionedWeights, ZOO_CLASSES, zooNetworks } from './support/zoo.js';

const networks = (await zooNetworks()).map((network) => [network.id, network] as const);
const SLOW_MS = 300_000;

/** Each with what others lack: explicit pads, overlapping and average pools, LRN, groups, factorised windows. */
const withStem = networks
  .map(([id, { plugin }]) => [id, plugin] as const)
  .filter(([id]) =>
    ['alexnet', 'googlenet-v1', 'googlenet-v3', 'resnet18', 'resnest14d'].includes(id),
  );

async function logitsOf(
  backend: BackendPlugin,
  device: string,
  graph: Graph,
  weights: Weights,
): Promise<Float32Array> {
  const session = await openNetwork(backend, graph, weights, { device, batchSize: 1, threads: 2 });
  const shape = graph.input.shape.map((size) => (size === 'N' ? 1 : size));
  const logits = await session.run(fill('images', shape, 'input'));
  await session.dispose();
  return logits;
}

/** Rounding adds up over more than so many layers. */
const DEEP = 100;

async function expectLogitsOfOnnxruntime(graph: Graph, ...engines: string[]): Promise<void> {
  const weights = wellConditionedWeights(graph.parameters);
  const expected = await logitsOf(onnxruntime, 'cpu', graph, weights);
  const spread = standardDeviation(Array.from(expected));
  const tolerance = staticCost(graph).depth > DEEP ? 1e-3 : 1e-4;
  for (const engine of engines) {
    const actual = await logitsOf(tfjs, engine, graph, weights);
    expect(actual).toHaveLength(expected.length);
    const largest = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(largest / spread, engine).toBeLessThan(tolerance);
  }
}

describe.skipIf(!hasTfjsNode)('on libtensorflow (skipped where it is not set up)', () => {
  it.each(networks)(
    '%s has the logits of onnxruntime, as a graph and operator by operator',
    (_, network) => expectLogitsOfOnnxruntime(smallGraph(network), 'node-graph', 'node-eager'),
    SLOW_MS,
  );

  it.each(withStem)(
    '%s has them with the stem for large images too',
    (id, plugin) => {
      const options = { stem: 'imagenet', inputSize: 96, classes: ZOO_CLASSES };
      const graph = plugin.build(id, plugin.options.parse(options));
      return expectLogitsOfOnnxruntime(graph, 'node-graph', 'node-eager');
    },
    SLOW_MS,
  );
});

describe('without a native library', () => {
  it.each(networks)(
    '%s has the logits of onnxruntime in WebAssembly',
    (_, network) => expectLogitsOfOnnxruntime(smallGraph(network), 'wasm'),
    SLOW_MS,
  );

  it.each(networks.filter(([id]) => ['nin', 'vgg11'].includes(id)))(
    '%s has them in plain JavaScript',
    (_, network) => expectLogitsOfOnnxruntime(smallGraph(network), 'cpu'),
    SLOW_MS,
  );
});
