/**
 * The plain and the residual networks, held against the figures of PyTorch, layer by layer and logit by logit.
 *
 * Large networks run one image at a time, and nothing of one is kept when the next begins: VGG's weights alone take
 * 0.6 GB.
 */
import alexnet from '@convbench/arch-alexnet';
import nin from '@convbench/arch-nin';
import resnest from '@convbench/arch-resnest';
import resnet from '@convbench/arch-resnet';
import vgg from '@convbench/arch-vgg';
import { encodeOnnx } from '@convbench/formats';
import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { ArchitecturePlugin, Graph } from '@convbench/spec';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Reference } from './support/reference.js';
import {
  graphLayers,
  loadReference,
  referenceImages,
  referenceLayers,
  referenceWeights,
} from './support/reference.js';

const plugins: readonly ArchitecturePlugin[] = [nin, vgg, alexnet, resnet, resnest];

const lecture = { channels: 1, classes: 10, inputSize: 224 };
const imageNet = { channels: 3, classes: 1000, inputSize: 224 };
const networks = [
  ['d2l_nin_224', 'nin', lecture],
  ['d2l_vgg11_quarter_224', 'vgg11', { ...lecture, width: 0.25 }],
  ['caffe_nin_imagenet', 'nin-imagenet', imageNet],
  ['torchvision_vgg11', 'vgg11', imageNet],
  ['torchvision_vgg13', 'vgg13', imageNet],
  ['torchvision_vgg16', 'vgg16', imageNet],
  ['torchvision_vgg19', 'vgg19', imageNet],
  ['torchvision_vgg11_bn', 'vgg11-bn', imageNet],
  ['torchvision_vgg13_bn', 'vgg13-bn', imageNet],
  ['torchvision_vgg16_bn', 'vgg16-bn', imageNet],
  ['torchvision_vgg19_bn', 'vgg19-bn', imageNet],
  ['torchvision_alexnet', 'alexnet', imageNet],
  ['caffe_bvlc_alexnet', 'alexnet-caffe', { ...imageNet, inputSize: 227 }],
  ['torchvision_resnet18', 'resnet18', imageNet],
  ['torchvision_resnet34', 'resnet34', imageNet],
  ['torchvision_resnet50', 'resnet50', imageNet],
  ['timm_resnest14d', 'resnest14d', imageNet],
  ['timm_resnest26d', 'resnest26d', imageNet],
  ['timm_resnest50d', 'resnest50d', imageNet],
] as const;

function build(id: string, options: Readonly<Record<string, unknown>>): Graph {
  const plugin = plugins.find(({ variants }) => variants.some((variant) => variant.id === id));
  return plugin!.build(id, plugin!.options.parse(options));
}

const torchRole = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  runningMean: 'mean',
  runningVariance: 'var',
} as const;

/** PyTorch's own float32 run misses by less than 6e-6; every mistake that was tried by more than 1e-3. */
const TOLERANCE = 1e-4;

/** A function of its own, so that the weights are free when the engine reads the file. */
function filledModel(graph: Graph, reference: Reference): Uint8Array {
  return encodeOnnx(graph, referenceWeights(graph, reference));
}

/** Largest deviation of a logit of each image, in standard deviations of the image's logits. */
async function deviations(graph: Graph, reference: Reference): Promise<number[]> {
  // Packed copies of the weights would pay only in longer runs.
  const session = await ort.InferenceSession.create(filledModel(graph, reference), {
    extra: { session: { disable_prepacking: '1' } },
  });
  const images = referenceImages(reference);
  const [, ...imageShape] = reference.input.shape;
  const imageSize = imageShape.reduce((product, n) => product * n, 1);
  const found: number[] = [];
  for (const [index, expected] of reference.outputs[0]!.images.entries()) {
    const image = images.subarray(index * imageSize, (index + 1) * imageSize);
    const feed = new ort.Tensor('float32', image, [1, ...imageShape]);
    const results = await session.run({ [graph.input.name]: feed });
    const logits = (await results[graph.outputs[0]]!.getData()) as Float32Array;
    expect(logits).toHaveLength(reference.classes);
    const misses = expected.logits.map((logit, column) => Math.abs(logits[column]! - logit));
    // The file has the first 32 logits; their sum holds the others.
    const sum = logits.reduce((total, logit) => total + logit, 0);
    misses.push(Math.abs(sum - expected.sum) / Math.sqrt(reference.classes));
    expect(logits.indexOf(Math.max(...logits))).toBe(expected.argmax);
    found.push(Math.max(...misses) / expected.std);
  }
  await session.release();
  return found;
}

describe.each(networks)('%s', (name, id, options) => {
  const reference = loadReference(name);
  const graph = build(id, options);
  const { totals } = reference;

  test('has every layer of the reference, in order', () => {
    expect(graphLayers(graph)).toEqual(referenceLayers(reference));
    const relus = graph.nodes.filter(({ op }) => op === 'Relu');
    expect(relus).toHaveLength(reference.operatorCounts.Relu!);
  });

  test('has its parameters, in order', () => {
    expect(graph.parameters.map(({ shape, role }) => [shape, torchRole[role]])).toEqual(
      reference.stateDict
        .filter(([, , role]) => role !== 'counter')
        .map(([, shape, role]) => [shape, role]),
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

  test('has a table whose rows are those of the reference, and whose sums are its totals', () => {
    const rows = describeLayers(graph);
    const counted = rows.filter(({ macs }) => macs > 0);
    expect(counted.map(({ macs, outputShape }) => [outputShape, macs])).toEqual(
      reference.compute.map((row) => [row[4], row[9]]),
    );
    for (const table of [rows, ...[1, 2, 3].map((depth) => groupLayers(rows, depth))]) {
      const sum = (figure: 'macs' | 'trainableParameters'): number =>
        table.reduce((total, row) => total + row[figure], 0);
      expect(sum('macs')).toBe(totals.macs);
      expect(sum('trainableParameters')).toBe(totals.trainableParameters);
    }
  });

  test('computes the logits of PyTorch in ONNX Runtime', async () => {
    for (const deviation of await deviations(graph, reference))
      expect(deviation).toBeLessThan(TOLERANCE);
  });
});
