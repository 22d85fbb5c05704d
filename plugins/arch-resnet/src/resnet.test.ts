import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import plugin from './resnet.js';

const build = (id: string, options: object = {}) => plugin.build(id, plugin.options.parse(options));

describe('resnet', () => {
  test.each([
    ['resnet18', 18],
    ['resnet34', 34],
    ['resnet50', 50],
  ])('%s has as many layers with weights on its longest path as its name says', (id, layers) => {
    expect(staticCost(build(id)).depth).toBe(layers);
  });

  test.each([
    // Case C04: sums over nested blocks, and of every grouping.
    ['resnet18', 11_689_512, 1_814_073_344],
    ['resnet50', 25_557_032, 4_089_184_256],
  ])('%s: every grouping of its layers has the same sums', (id, parameters, macs) => {
    const rows = describeLayers(build(id, { classes: 1000 }));
    for (const table of [rows, ...[1, 2, 3].map((depth) => groupLayers(rows, depth))]) {
      expect(table.reduce((sum, row) => sum + row.macs, 0)).toBe(macs);
      expect(table.reduce((sum, row) => sum + row.trainableParameters, 0)).toBe(parameters);
    }
    expect(groupLayers(rows, 1).map(({ name }) => name)).toEqual([
      'stem',
      'pool',
      'stage1',
      'stage2',
      'stage3',
      'stage4',
      'average',
      'flatten',
      'logits',
    ]);
  });

  test.each([
    ['resnet18', [2, 3, 4]],
    ['resnet50', [1, 2, 3, 4]],
  ])('%s projects only where the shape changes', (id, stages) => {
    const projections = build(id).nodes.filter(({ name }) => name.endsWith('shortcut/conv'));
    expect(projections.map(({ name }) => name)).toEqual(
      stages.map((stage) => `stage${stage}/block1/shortcut/conv`),
    );
  });

  test('a bottleneck strides in its 3x3 convolution', () => {
    const strided = build('resnet50').nodes.filter(
      (node) => node.op === 'Conv' && node.attributes.strides[0] === 2,
    );
    expect(strided.map(({ name }) => name)).toEqual([
      'stem/conv',
      ...[2, 3, 4].flatMap((stage) => [
        `stage${stage}/block1/conv2/conv`,
        `stage${stage}/block1/shortcut/conv`,
      ]),
    ]);
  });

  test('small stem: the first stage works at the full resolution', () => {
    const rows = describeLayers(build('resnet18', { stem: 'small', inputSize: 32 }));
    const sizes = [1, 2, 3, 4].map(
      (stage) => rows.findLast(({ name }) => name.startsWith(`stage${stage}/`))?.outputShape,
    );
    expect(sizes).toEqual([
      [64, 32, 32],
      [128, 16, 16],
      [256, 8, 8],
      [512, 4, 4],
    ]);
    expect(rows.map(({ op }) => op)).not.toContain('MaxPool');
  });

  test('takes an image of any size: every window is padded', () => {
    for (const stem of ['imagenet', 'small'])
      for (const inputSize of [1, 28, 33])
        for (const id of ['resnet18', 'resnet50'])
          expect(() => build(id, { stem, inputSize })).not.toThrow();
  });
});
