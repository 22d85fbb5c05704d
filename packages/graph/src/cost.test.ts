import type { Graph } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import { staticCost } from './cost.js';
import { describeLayers } from './layers.js';

describe('staticCost', () => {
  test('divides a grouped convolution once (case C01)', () => {
    const b = graphBuilder({ name: 'groups', channels: 8, height: 10, width: 10 });
    const conv = { channels: 16, kernel: 3, pad: 1, groups: 4, bias: false };
    const cost = staticCost(b.build(b.conv('conv', b.input, conv)));
    expect(cost).toMatchObject({
      trainableParameters: 288,
      totalParameters: 288,
      macs: 28_800,
      flops: 57_600,
      weightBytes: 1152,
      countedOperators: ['Conv', 'Gemm', 'MatMul'],
    });
  });

  test('counts a shared weight once and its use twice (case C03)', () => {
    const graph = sharedWeight();
    expect(staticCost(graph)).toMatchObject({ trainableParameters: 144, macs: 18_432, depth: 2 });
    const rows = describeLayers(graph);
    expect(rows.map((row) => [row.trainableParameters, row.sharedParameters, row.macs])).toEqual([
      [144, [], 9216],
      [0, ['first.weight'], 9216],
    ]);
  });

  test('leaves out a branch that no output depends on, unless asked (case C07)', () => {
    const graph = deadBranch();
    expect(staticCost(graph)).toMatchObject({ trainableParameters: 12, macs: 768 });
    expect(staticCost(graph, { countDeadNodes: true })).toMatchObject({
      trainableParameters: 268,
      macs: 17_152,
    });
    expect(describeLayers(graph)).toHaveLength(1);
  });

  test('keeps running statistics apart from what is trained', () => {
    const b = graphBuilder({ name: 'norm', channels: 5, height: 2, width: 2 });
    expect(staticCost(b.build(b.batchNorm('norm', b.input)))).toMatchObject({
      trainableParameters: 10,
      totalParameters: 20,
      weightBytes: 80,
      macs: 0,
      convolutions: 0,
      depth: 0,
    });
  });

  test('multiplies matrices whatever their layout', () => {
    const b = graphBuilder({ name: 'matrices', channels: 6, height: 1, width: 4 });
    const rows = b.reshape('rows', b.input, [0, 6, 4]);
    const square = b.matMul('square', rows, b.transpose('turned', rows, [0, 2, 1]));
    const linear = b.linear('linear', b.flatten('flatten', square), { features: 3 });
    const graph = b.build(linear);
    expect(staticCost(graph)).toMatchObject({ macs: 6 * 6 * 4 + 36 * 3, depth: 2 });
  });

  test('takes the longest path as depth', () => {
    const b = graphBuilder({ name: 'depth', channels: 2, height: 4, width: 4 });
    const conv = { channels: 2, kernel: 1 };
    const long = b.conv('b', b.relu('relu', b.conv('a', b.input, conv)), conv);
    const sum = b.add('sum', long, b.conv('c', b.input, conv));
    expect(staticCost(b.build(sum))).toMatchObject({ depth: 2, convolutions: 3 });
  });
});

function sharedWeight(): Graph {
  const b = graphBuilder({ name: 'shared', channels: 4, height: 8, width: 8 });
  const conv = { channels: 4, kernel: 3, pad: 1, bias: false };
  const graph = b.build(b.conv('second', b.conv('first', b.input, conv), conv));
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.op === 'Conv' ? { ...node, inputs: [node.inputs[0], 'first.weight'] as const } : node,
    ),
    parameters: graph.parameters.filter(({ name }) => name === 'first.weight'),
  };
}

function deadBranch(): Graph {
  const b = graphBuilder({ name: 'dead', channels: 3, height: 8, width: 8 });
  const bias = false;
  const main = b.conv('main', b.input, { channels: 4, kernel: 1, bias });
  b.scope('aux', () => {
    const reduced = b.conv('reduce', main, { channels: 32, kernel: 1, bias });
    return b.conv('classifier', reduced, { channels: 4, kernel: 1, bias });
  });
  return b.build(main);
}
