import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { Node } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import plugin from './googlenet.js';

const build = (id: string, options: object = {}) =>
  plugin.build(id, plugin.options.parse({ channels: 1, inputSize: 96, ...options }));
const v1 = build('googlenet-v1-d2l');
const v2 = build('googlenet-v2-d2l');

const ops = (nodes: readonly Node[], ...without: string[]) =>
  nodes.map(({ op }) => op).filter((op) => !without.includes(op));

describe('googlenet of the lecture', () => {
  test('has 22 layers with weights on its longest path', () => {
    expect(staticCost(v1).depth).toBe(22);
    expect(staticCost(v2).depth).toBe(22);
  });

  test('V2 is V1 with batch normalisation for the bias of every convolution', () => {
    expect(ops(v2.nodes, 'BatchNormalization')).toEqual(ops(v1.nodes));
    v2.nodes.forEach((node, index) => {
      if (node.op !== 'Conv') return;
      expect(node.inputs).toHaveLength(2);
      expect(v2.nodes[index + 1]).toMatchObject({
        op: 'BatchNormalization',
        attributes: { epsilon: 1e-5, momentum: 0.9 },
      });
    });
    const channels = v1.parameters
      .filter(({ name }) => name.endsWith('conv.bias'))
      .reduce((sum, { shape }) => sum + shape[0]!, 0);
    const [cost1, cost2] = [staticCost(v1), staticCost(v2)];
    expect(cost2.macs).toBe(cost1.macs);
    // A gamma and a beta for each bias, and two running statistics.
    expect(cost2.trainableParameters).toBe(cost1.trainableParameters + channels);
    expect(cost2.totalParameters).toBe(cost2.trainableParameters + 2 * channels);
  });

  test('halves the map at each of five places, and at four with the small stem', () => {
    const size = (graph: typeof v1) =>
      describeLayers(graph).find(({ name }) => name === 'inception5b/concat')?.outputShape;
    expect(size(v1)).toEqual([1024, 3, 3]);
    expect(size(build('googlenet-v1-d2l', { stem: 'small', inputSize: 32 }))).toEqual([1024, 2, 2]);
    expect(size(build('googlenet-v2-d2l', { stem: 'small', inputSize: 28 }))).toEqual([1024, 2, 2]);
  });

  test('groups by block', () => {
    const groups = groupLayers(describeLayers(v1), 1).map(({ name, outputShape }) => [
      name,
      outputShape?.[0],
    ]);
    expect(groups).toEqual([
      ['stem', 192],
      ['inception3a', 256],
      ['inception3b', 480],
      ['pool3', 480],
      ['inception4a', 512],
      ['inception4b', 512],
      ['inception4c', 512],
      ['inception4d', 528],
      ['inception4e', 832],
      ['pool4', 832],
      ['inception5a', 832],
      ['inception5b', 1024],
      ['average', 1024],
      ['flatten', 1024],
      ['logits', 10],
    ]);
  });

  test('takes an image of any size: every window is padded', () => {
    for (const stem of ['imagenet', 'small'])
      for (const id of ['googlenet-v1-d2l', 'googlenet-v2-d2l'])
        expect(() => build(id, { stem, inputSize: 1 })).not.toThrow();
  });
});
