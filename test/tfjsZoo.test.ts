/**
 * Logits on the engines of TensorFlow.js against those of onnxruntime, with the same weights: of the networks that
 * together have a node of every form, and of every distinct node. `npm run check:zoo` takes every network whole.
 */
import { describe, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { ZOO_CLASSES, zooNetworks } from './support/zoo.js';
import { zooCases } from './support/zooCases.js';
import { expectLogitsOfOnnxruntime } from './support/zooSuites.js';

const { covering, operations } = await zooCases();
const graphs = [...covering, ...operations].map(
  ({ name, training }) => [name, training.forward] as const,
);
const SLOW_MS = 300_000;

/** Each with what others lack: explicit pads, overlapping and average pools, LRN, groups, factorised windows. */
const withStem = (await zooNetworks())
  .map(({ id, plugin }) => [id, plugin] as const)
  .filter(([id]) =>
    ['alexnet', 'googlenet-v1', 'googlenet-v3', 'resnet18', 'resnest14d'].includes(id),
  );

describe.skipIf(!hasTfjsNode)('on libtensorflow (skipped where it is not set up)', () => {
  it.each(graphs)(
    '%s has the logits of onnxruntime, as a graph and operator by operator',
    (_, graph) => expectLogitsOfOnnxruntime(graph, 'node-graph', 'node-eager'),
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
  it.each(graphs)(
    '%s has the logits of onnxruntime in WebAssembly',
    (_, graph) => expectLogitsOfOnnxruntime(graph, 'wasm'),
    SLOW_MS,
  );

  it.each(graphs.filter(([name]) => ['nin', 'vgg11'].includes(name)))(
    '%s has them in plain JavaScript',
    (_, graph) => expectLogitsOfOnnxruntime(graph, 'cpu'),
    SLOW_MS,
  );
});
