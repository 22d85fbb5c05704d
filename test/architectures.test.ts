import { describe, expect, test } from 'vitest';
import googlenet from '@convbench/arch-googlenet';
import nin from '@convbench/arch-nin';
import vgg from '@convbench/arch-vgg';
import { encodeOnnx } from '@convbench/formats';
import { describeLayers, groupLayers, interpret, staticCost } from '@convbench/graph';
import type { ArchitecturePlugin, Graph, ParameterRole, Weights } from '@convbench/spec';
import * as ort from 'onnxruntime-node';
import { standardDeviation } from 'simple-statistics';
import { fill, type FillerRole } from './support/filler.js';
import {
  graphLayers,
  loadReference,
  referenceImages,
  referenceLayers,
  referenceWeights,
} from './support/reference.js';

const plugins: readonly ArchitecturePlugin[] = [nin, vgg, googlenet];

const lecture = { channels: 1, classes: 10 };
const imageNet = { channels: 3, classes: 1000, inputSize: 224 };
const networks = [
  ['d2l_nin_96', 'nin', { ...lecture, inputSize: 96 }],
  ['d2l_nin_224', 'nin', { ...lecture, inputSize: 224 }],
  ['d2l_vgg11_quarter_96', 'vgg11', { ...lecture, inputSize: 96, width: 0.25 }],
  ['d2l_vgg11_quarter_224', 'vgg11', { ...lecture, inputSize: 224, width: 0.25 }],
  ['d2l_googlenet_96', 'googlenet-v1-d2l', { ...lecture, inputSize: 96 }],
  ['torchvision_vgg11', 'vgg11', imageNet],
  ['torchvision_vgg13', 'vgg13', imageNet],
  ['torchvision_vgg16', 'vgg16', imageNet],
  ['torchvision_vgg19', 'vgg19', imageNet],
] as const;

function build(id: string, options: Readonly<Record<string, unknown>>): Graph {
  const plugin = plugins.find(({ variants }) => variants.some((variant) => variant.id === id));
  return plugin!.build(id, plugin!.options.parse(options));
}

describe.each(networks)('%s', (name, id, options) => {
  const reference = loadReference(name);
  const graph = build(id, options);
  const { totals } = reference;

  test('has every layer of the reference, in order', () => {
    expect(graphLayers(graph)).toEqual(referenceLayers(reference));
    expect(graph.nodes.filter(({ op }) => op === 'Relu')).toHaveLength(
      reference.operatorCounts.Relu!,
    );
  });

  test('has its parameters, in order', () => {
    expect(graph.parameters.map(({ shape, role }) => [shape, role])).toEqual(
      reference.stateDict.map(([, shape, role]) => [shape, role]),
    );
  });

  test('costs what the reference counts', () => {
    expect(staticCost(graph)).toMatchObject({
      trainableParameters: totals.trainableParameters,
      totalParameters: totals.trainableParameters + totals.batchNormStatistics,
      macs: totals.macs,
      convolutions: reference.operatorCounts.Conv,
    });
  });

  test('has a table whose sums are the totals, by layer and by block', () => {
    const rows = describeLayers(graph);
    for (const table of [rows, groupLayers(rows, 1), groupLayers(rows, 2)]) {
      const sum = (figure: 'macs' | 'trainableParameters'): number =>
        table.reduce((total, row) => total + row[figure], 0);
      expect(sum('macs')).toBe(totals.macs);
      expect(sum('trainableParameters')).toBe(totals.trainableParameters);
    }
  });
});

/** PyTorch's own float32 run misses by less than 6e-6; every mistake that was tried by more than 1e-2. */
const TOLERANCE = 1e-4;

async function runOnnxRuntime(
  graph: Graph,
  weights: Weights,
  images: Float32Array,
  batchSize: number,
): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(encodeOnnx(graph, weights));
  const [, ...imageShape] = graph.input.shape as [string, ...number[]];
  const feed = new ort.Tensor('float32', images, [batchSize, ...imageShape]);
  const results = await session.run({ [graph.input.name]: feed });
  const logits = (await results[graph.outputs[0]]!.getData()) as Float32Array;
  await session.release();
  return logits;
}

describe.each(networks.filter(([name]) => name.startsWith('d2l') && name.endsWith('96')))(
  '%s computes the logits of PyTorch',
  (name, id, options) => {
    const reference = loadReference(name);
    const graph = build(id, options);
    const weights = referenceWeights(graph, reference);
    const images = referenceImages(reference);
    const expected = reference.outputs[0]!.images;

    function expectLogits(logits: ArrayLike<number>): void {
      expect(logits).toHaveLength(expected.length * reference.classes);
      expected.forEach((image, row) => {
        image.logits.forEach((logit, column) => {
          const deviation = Math.abs(logits[row * reference.classes + column]! - logit);
          expect(deviation / image.std).toBeLessThan(TOLERANCE);
        });
      });
    }

    test('in the interpreter', () => {
      expectLogits(interpret(graph, weights, images, expected.length));
    });

    test('in ONNX Runtime', async () => {
      expectLogits(await runOnnxRuntime(graph, weights, images, expected.length));
    });
  },
);

const FILLER_ROLES = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  runningMean: 'mean',
  runningVariance: 'var',
} as const satisfies Record<ParameterRole, FillerRole>;

describe('every architecture', () => {
  const variants = plugins.flatMap((plugin) =>
    plugin.variants.map((variant) => ({ plugin, variant, id: variant.id })),
  );

  test('has ids and titles of its own', () => {
    expect(new Set(variants.map(({ id }) => id)).size).toBe(variants.length);
    expect(new Set(variants.map(({ variant }) => variant.title)).size).toBe(variants.length);
  });

  test.each(variants)('$id builds the same graph each time', ({ plugin, id }) => {
    for (const stem of ['imagenet', 'small']) {
      const options = () => plugin.options.parse({ stem, inputSize: 96 });
      expect(staticCost(plugin.build(id, options()))).toEqual(
        staticCost(plugin.build(id, options())),
      );
    }
  });

  // At 28 px NiN has a partial window: a 3x3 pool that rounds up on a 2x2 map. VGG starts at 32 px.
  const runs = variants.map((row) => ({ ...row, inputSize: row.plugin.name === 'vgg' ? 32 : 28 }));
  test.each(runs)(
    '$id computes the same in the interpreter and in ONNX Runtime at $inputSize px',
    async ({ plugin, id, inputSize }) => {
      const width = plugin.name === 'vgg' ? { width: 1 / 8 } : {};
      const options = { ...lecture, ...width, stem: 'small', inputSize };
      const graph = plugin.build(id, plugin.options.parse(options));
      const weights = new Map(
        graph.parameters.map(({ name, shape, role }) => [
          name,
          fill(name, shape, FILLER_ROLES[role]),
        ]),
      );
      const images = fill('input', [2, 1, inputSize, inputSize], 'input');
      const expected = interpret(graph, weights, images, 2);
      const logits = await runOnnxRuntime(graph, weights, images, 2);
      const deviations = Array.from(expected, (logit, index) => Math.abs(logits[index]! - logit));
      expect(Math.max(...deviations) / standardDeviation([...expected])).toBeLessThan(TOLERANCE);
    },
  );

  test.each(variants)('$id refuses a variant that it does not have', ({ plugin }) => {
    expect(() => plugin.build('lenet', plugin.options.parse({}))).toThrow(
      /There is no variant 'lenet'. Use.*: .+/,
    );
  });
});
