import { graphBuilder } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import { inceptionV1 } from './inceptionV1.js';

describe('inceptionV1', () => {
  test('joins 1x1, 3x3, 5x5 and pool branches in this order, at the size of its input', () => {
    const b = graphBuilder({ name: 'block', channels: 6, height: 5, width: 7 });
    const row = {
      conv1x1: 1,
      reduce3x3: 2,
      conv3x3: 3,
      reduce5x5: 4,
      conv5x5: 5,
      poolProjection: 6,
    };
    const joined = inceptionV1(b, 'mixed', b.input, row, { normEpsilon: null });
    expect(joined.shape).toEqual([1, 15, 5, 7]);
    const graph = b.build(joined);
    expect(graph.nodes.at(-1)).toMatchObject({
      name: 'mixed/concat',
      inputs: [
        'mixed/branch1x1/relu',
        'mixed/branch3x3/conv3x3/relu',
        'mixed/branch5x5/conv5x5/relu',
        'mixed/branchPool/projection/relu',
      ],
    });
    const weights = graph.parameters.filter(({ role }) => role === 'weight');
    expect(weights.map(({ shape }) => shape)).toEqual([
      [1, 6, 1, 1],
      [2, 6, 1, 1],
      [3, 2, 3, 3],
      [4, 6, 1, 1],
      [5, 4, 5, 5],
      [6, 6, 1, 1],
    ]);
  });
});
