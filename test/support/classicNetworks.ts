/** @file The plain and the residual networks, and how far their logits are from PyTorch's. */
import alexnet from '@convbench/arch-alexnet';
import nin from '@convbench/arch-nin';
import resnest from '@convbench/arch-resnest';
import resnet from '@convbench/arch-resnet';
import vgg from '@convbench/arch-vgg';
import { encodeOnnx } from '@convbench/formats';
import type { ArchitecturePlugin, Graph } from '@convbench/spec';
import * as ort from 'onnxruntime-node';
import { expect } from 'vitest';
import { referenceImages, referenceWeights, type Reference } from './reference.js';

const plugins: readonly ArchitecturePlugin[] = [nin, vgg, alexnet, resnet, resnest];

const lecture = { channels: 1, classes: 10, inputSize: 224 };
const imageNet = { channels: 3, classes: 1000, inputSize: 224 };
/** Name of the reference, id and options. */
export const classicNetworks = [
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

export function buildClassic(id: string, options: Readonly<Record<string, unknown>>): Graph {
  const plugin = plugins.find(({ variants }) => variants.some((variant) => variant.id === id));
  if (plugin === undefined) throw new Error(`No plugin has ${id}.`);
  return plugin.build(id, plugin.options.parse(options));
}

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
  for (const [index, expected] of (reference.outputs[0]?.images ?? []).entries()) {
    const image = images.subarray(index * imageSize, (index + 1) * imageSize);
    const feed = new ort.Tensor('float32', image, [1, ...imageShape]);
    const results = await session.run({ [graph.input.name]: feed });
    const logits = (await results[graph.outputs[0]]?.getData()) as Float32Array;
    expect(logits).toHaveLength(reference.classes);
    const misses = expected.logits.map((logit, column) =>
      Math.abs((logits[column] ?? NaN) - logit),
    );
    // The file has the first 32 logits; their sum holds the others.
    const sum = logits.reduce((total, logit) => total + logit, 0);
    misses.push(Math.abs(sum - expected.sum) / Math.sqrt(reference.classes));
    expect(logits.indexOf(Math.max(...logits))).toBe(expected.argmax);
    found.push(Math.max(...misses) / expected.std);
  }
  await session.release();
  return found;
}

/** Runs one image at a time, and keeps nothing: VGG's weights alone take 0.6 GB. */
export async function expectTorchLogits(graph: Graph, reference: Reference): Promise<void> {
  const found = await deviations(graph, reference);
  expect(found).not.toEqual([]);
  for (const deviation of found) expect(deviation).toBeLessThan(TOLERANCE);
}
