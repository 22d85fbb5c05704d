/**
 * The plain and the residual networks, held against the figures of PyTorch, layer by layer and, but for the largest that
 * are like others, logit by logit. `npm run check:references` computes the logits of all.
 */
import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import { buildClassic, classicNetworks, expectTorchLogits } from './support/classicNetworks.js';
import { graphLayers, loadReference, referenceLayers } from './support/reference.js';

/** Between VGG-11 and VGG-19: more of the same layers, and half a gigabyte of weights each. */
const LARGE_ALIKE: readonly string[] = [
  'torchvision_vgg13',
  'torchvision_vgg16',
  'torchvision_vgg13_bn',
  'torchvision_vgg16_bn',
  'torchvision_vgg19_bn',
];

const torchRole = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  runningMean: 'mean',
  runningVariance: 'var',
} as const;

describe.each(classicNetworks)('%s', (name, id, options) => {
  const reference = loadReference(name);
  const graph = buildClassic(id, options);
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

  if (!LARGE_ALIKE.includes(name))
    test('computes the logits of PyTorch in ONNX Runtime', () =>
      expectTorchLogits(graph, reference));
});
