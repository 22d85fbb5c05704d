import { describeLayers, graphSha256, staticCost } from '@convbench/graph';
import type { Node } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import plugin from './alexnet.js';

const build = (id: string, options: object) => plugin.build(id, plugin.options.parse(options));
const caffe = build('alexnet-caffe', { classes: 1000, inputSize: 227 });

const ops = (nodes: readonly Node[]) => nodes.map(({ op }) => op).join(' ');

function mapSizes(id: string, options: object): (readonly number[] | undefined)[] {
  const rows = describeLayers(build(id, options));
  return ['layer1/conv', 'layer1/pool', 'layer2/pool', 'layer5/pool'].map(
    (name) => rows.find((row) => row.name === name)?.outputShape,
  );
}

describe('alexnet-caffe', () => {
  test('has the parameters and MACs that its table gives by hand', () => {
    const counted = describeLayers(caffe).filter(({ macs }) => macs > 0);
    const rows = counted.map(({ trainableParameters, macs }) => [trainableParameters, macs]);
    expect(rows).toEqual([
      [96 * (3 * 121 + 1), 55 * 55 * 96 * 3 * 121],
      [256 * (48 * 25 + 1), 27 * 27 * 256 * 48 * 25],
      [384 * (256 * 9 + 1), 13 * 13 * 384 * 256 * 9],
      [384 * (192 * 9 + 1), 13 * 13 * 384 * 192 * 9],
      [256 * (192 * 9 + 1), 13 * 13 * 256 * 192 * 9],
      [4096 * (6 * 6 * 256 + 1), 4096 * 6 * 6 * 256],
      [4096 * (4096 + 1), 4096 * 4096],
      [1000 * (4096 + 1), 1000 * 4096],
    ]);
    expect(staticCost(caffe)).toMatchObject({
      trainableParameters: 60_965_224,
      macs: 724_406_816,
      depth: 8,
    });
  });

  test('normalises before it pools, and drops what the hidden layers give', () => {
    expect(ops(caffe.nodes)).toBe(
      'Conv Relu LRN MaxPool Conv Relu LRN MaxPool Conv Relu Conv Relu Conv Relu MaxPool Flatten ' +
        'Gemm Relu Dropout Gemm Relu Dropout Gemm',
    );
    expect(caffe.nodes.find(({ op }) => op === 'LRN')?.attributes).toEqual({
      size: 5,
      alpha: 1e-4,
      beta: 0.75,
      bias: 1,
    });
  });

  test('rounds pools up: 224 px end in a 6x6 map too', () => {
    expect(mapSizes('alexnet-caffe', { inputSize: 224 })).toEqual([
      [96, 54, 54],
      [96, 27, 27],
      [256, 13, 13],
      [256, 6, 6],
    ]);
  });
});

describe('alexnet', () => {
  test('has one column without normalisation, and drops what the hidden layers take', () => {
    expect(ops(build('alexnet', {}).nodes)).toBe(
      'Conv Relu MaxPool Conv Relu MaxPool Conv Relu Conv Relu Conv Relu MaxPool Flatten ' +
        'Dropout Gemm Relu Dropout Gemm Relu Gemm',
    );
  });

  test('small stem: the first layer keeps the resolution', () => {
    expect(mapSizes('alexnet', { stem: 'small', inputSize: 32 })).toEqual([
      [64, 32, 32],
      [64, 15, 15],
      [192, 7, 7],
      [256, 3, 3],
    ]);
    expect(mapSizes('alexnet-caffe', { stem: 'small', inputSize: 28 })).toEqual([
      [96, 28, 28],
      [96, 14, 14],
      [256, 7, 7],
      [256, 3, 3],
    ]);
  });

  test.each([
    ['alexnet', 'imagenet', 63],
    ['alexnet', 'small', 15],
    ['alexnet-caffe', 'imagenet', 39],
    ['alexnet-caffe', 'small', 8],
  ] as const)('%s, %s stem: %i px is the smallest input', (id, stem, smallest) => {
    expect(() => build(id, { stem, inputSize: smallest })).not.toThrow();
    for (const inputSize of [1, smallest - 1])
      expect(() => build(id, { stem, inputSize })).toThrow(
        new RegExp(
          `^\\[convbench\\] \\[arch-alexnet\\] ${id} with the ${stem} stem cannot take images of ` +
            `${inputSize}x${inputSize} pixels: .* Set inputSize to ${smallest} or more\\.$`,
        ),
      );
  });

  test('the stems differ', () => {
    const hashes = (['imagenet', 'small'] as const).map((stem) =>
      graphSha256(build('alexnet', { stem, inputSize: 96 })),
    );
    expect(hashes[0]).not.toBe(hashes[1]);
  });
});
