import { describeLayers, staticCost } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import plugin from './resnest.js';

const build = (id: string, options: object = {}) => plugin.build(id, plugin.options.parse(options));

function stageSizes(id: string, options: object): (readonly number[] | undefined)[] {
  const rows = describeLayers(build(id, options));
  return [1, 2, 3, 4].map(
    (stage) => rows.findLast(({ name }) => name.startsWith(`stage${stage}/`))?.outputShape,
  );
}

describe('resnest', () => {
  test.each([
    // timm counts 17,069,448 for resnest26d.
    ['resnest14d', 10_611_688, 4],
    ['resnest26d', 17_069_448, 8],
    ['resnest50d', 27_483_240, 16],
  ])(
    '%s has the parameters of timm, and as many attentions as blocks',
    (id, parameters, blocks) => {
      const graph = build(id, { classes: 1000 });
      expect(staticCost(graph).trainableParameters).toBe(parameters);
      expect(graph.nodes.filter(({ op }) => op === 'Softmax')).toHaveLength(blocks);
    },
  );

  test('strides by pools: of the convolutions only the first does', () => {
    const { nodes } = build('resnest50d');
    const strided = nodes.filter(
      (node) =>
        (node.op === 'Conv' || node.op === 'AveragePool') && node.attributes.strides[0] === 2,
    );
    const by = (op: string) => strided.filter((node) => node.op === op).map(({ name }) => name);
    expect(by('Conv')).toEqual(['stem/conv1/conv']);
    expect(by('AveragePool')).toEqual(
      [2, 3, 4].flatMap((stage) => [
        `stage${stage}/block1/pool`,
        `stage${stage}/block1/shortcut/pool`,
      ]),
    );
  });

  test('small stem: the first stage works at the full resolution', () => {
    expect(stageSizes('resnest14d', { stem: 'small', inputSize: 32 })).toEqual([
      [256, 32, 32],
      [512, 16, 16],
      [1024, 8, 8],
      [2048, 4, 4],
    ]);
  });

  test('pools of branch and shortcut agree on odd maps', () => {
    expect(stageSizes('resnest14d', { stem: 'small', inputSize: 28 })).toEqual([
      [256, 28, 28],
      [512, 14, 14],
      [1024, 7, 7],
      [2048, 4, 4],
    ]);
  });

  test('takes an image of any size', () => {
    for (const stem of ['imagenet', 'small'])
      for (const inputSize of [1, 2, 33])
        expect(() => build('resnest14d', { stem, inputSize })).not.toThrow();
  });
});
