/**
 * Logits on the engines of TensorFlow.js against those of onnxruntime, with the same weights: of the networks that
 * together have a node of every form, but for the two deepest, and of every distinct node. `npm run check:zoo` takes
 * every network on every engine.
 */
import type { Graph } from '@convbench/spec';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { ZOO_CLASSES, zooNetworks } from './support/zoo.js';
import { zooCases } from './support/zooCases.js';
import {
  expectLogitsOfOnnxruntime,
  logitsOfOnnxruntime,
  type ZooLogits,
} from './support/zooSuites.js';

const SLOW_MS = 300_000;
const LIBTENSORFLOW = ['node-graph', 'node-eager'];

interface Tried {
  readonly name: string;
  readonly graph: Graph;
  /** Devices of TensorFlow.js. */
  readonly engines: readonly string[];
}

const { shallow, operations } = await zooCases();
const networks = shallow.map(({ name, training: { forward: graph } }) => ({
  name,
  graph,
  // How operators hang together is the same code for all engines that compute one after another.
  engines: ['node-graph', 'wasm', ...(['nin', 'vgg11'].includes(name) ? ['cpu'] : [])],
}));
const nodes = operations.map(({ name, training: { forward: graph } }) => ({
  name,
  graph,
  engines: [...LIBTENSORFLOW, 'wasm'],
}));

/** Each with what others lack: explicit pads, overlapping and average pools, LRN, groups, factorised windows. */
const STEMS = ['alexnet', 'googlenet-v1', 'googlenet-v3', 'resnet18', 'resnest14d'];
const withStem = (await zooNetworks())
  .filter(({ id }) => STEMS.includes(id))
  .map(({ id, plugin }) => {
    const options = { stem: 'imagenet', inputSize: 96, classes: ZOO_CLASSES };
    const graph = plugin.build(id, plugin.options.parse(options));
    return { name: `${id} with the stem for large images`, graph, engines: LIBTENSORFLOW };
  });

describe.each<Tried>([...networks, ...nodes, ...withStem])(
  '$name has the logits of onnxruntime',
  ({ graph, engines }) => {
    let expected: ZooLogits | undefined;
    beforeAll(async () => {
      expected = await logitsOfOnnxruntime(graph);
    });
    // Of one network at a time: some have a hundred million weights.
    afterAll(() => (expected = undefined));

    const on = (native: boolean) =>
      engines.filter((engine) => LIBTENSORFLOW.includes(engine) === native);
    const expectLogits = (engine: string) =>
      expectLogitsOfOnnxruntime(expected as ZooLogits, engine);

    it.skipIf(!hasTfjsNode).each(on(true))(
      'on libtensorflow: %s (skipped where it is not set up)',
      expectLogits,
      SLOW_MS,
    );
    if (on(false).length > 0)
      it.each(on(false))('without a native library: %s', expectLogits, SLOW_MS);
  },
);
