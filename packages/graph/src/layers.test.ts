import { describe, expect, test } from 'vitest';
import type { GraphBuilder, Value } from './builder.js';
import { graphBuilder } from './builder.js';
import { staticCost } from './cost.js';
import type { LayerFigures } from './layers.js';
import { describeLayers, groupLayers } from './layers.js';

function unit(b: GraphBuilder, name: string, x: Value, kernel: number, stride: number): Value {
  return b.scope(name, () => {
    const pad = (kernel - 1) / 2;
    const y = b.conv('conv', x, { channels: 8, kernel, stride, pad, bias: false, groups: 2 });
    return b.relu('relu', b.batchNorm('norm', y));
  });
}

function network() {
  const b = graphBuilder({ name: 'net', channels: 2, height: 9, width: 7 });
  const stem = unit(b, 'stem', b.input, 3, 2);
  const block = b.scope('block', () =>
    b.concat('join', [
      unit(b, 'left', stem, 1, 1),
      unit(b, 'right', stem, 5, 1),
      b.conv('tall', stem, { channels: 4, kernel: [3, 1], stride: 1, pad: [1, 0] }),
    ]),
  );
  const pooled = b.maxPool('pool', block, { kernel: 2, stride: [2, 1], pad: [0, 0, 1, 0] });
  return b.build(b.linear('classifier', b.flatten('flatten', pooled), { features: 3 }));
}

const figures = ['trainableParameters', 'totalParameters', 'macs', 'activationBytes'] as const;
const sums = (rows: readonly LayerFigures[]): number[] =>
  figures.map((figure) => rows.reduce((sum, row) => sum + row[figure], 0));

describe('describeLayers', () => {
  const rows = describeLayers(network());
  const row = (name: string) => rows.find((candidate) => candidate.name === name);

  test('says what a layer is', () => {
    expect(row('stem/conv')).toEqual({
      name: 'stem/conv',
      op: 'Conv',
      outputShape: [8, 5, 4],
      kernel: '3x3',
      stride: '2',
      padding: '1',
      groups: 2,
      sharedParameters: [],
      trainableParameters: 8 * 9,
      totalParameters: 8 * 9,
      macs: 8 * 5 * 4 * 9,
      activationBytes: 8 * 5 * 4 * 4,
    });
    expect(row('stem/norm')).toMatchObject({ trainableParameters: 16, totalParameters: 32 });
    expect(row('block/tall')).toMatchObject({ kernel: '3x1', padding: '1x0', groups: 1 });
    expect(row('pool')).toMatchObject({ stride: '2x1', padding: '0,0,1,0', groups: null });
    expect(row('flatten')).toMatchObject({ outputShape: [180], kernel: '', activationBytes: 0 });
  });

  test('columns sum to the totals, in every grouping', () => {
    const cost = staticCost(network());
    const totals = [
      cost.trainableParameters,
      cost.totalParameters,
      cost.macs,
      cost.activationSumBytes,
    ];
    expect(sums(rows)).toEqual(totals);
    for (const depth of [0, 1, 2, 3]) expect(sums(groupLayers(rows, depth))).toEqual(totals);
  });

  test('groups by the first parts of names', () => {
    expect(groupLayers(rows, 1).map(({ name, layers }) => [name, layers])).toEqual([
      ['stem', 3],
      ['block', 8],
      ['pool', 1],
      ['flatten', 1],
      ['classifier', 1],
    ]);
    expect(groupLayers(rows, 2).map(({ name }) => name)).toContain('block/right');
    expect(groupLayers(rows, 1)[1]?.outputShape).toEqual([20, 5, 4]);
    expect(groupLayers(rows, 0)).toHaveLength(1);
  });
});
