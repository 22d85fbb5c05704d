import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import type { ResidualBlock } from './residual.js';
import { convNorm, convNormRelu, residualStages } from './residual.js';

const image = { name: 'net', channels: 64, height: 8, width: 6 };

describe('convNorm', () => {
  test('has no bias, and the epsilon that it is given', () => {
    const b = graphBuilder(image);
    const first = convNorm(b, 'a', b.input, { channels: 3, kernel: 1 });
    const graph = b.build(convNormRelu(b, 'b', first, { channels: 2, kernel: 1 }, { epsilon: 1 }));
    expect(graph.nodes.map(({ name }) => name)).toEqual([
      'a/conv',
      'a/norm',
      'b/conv',
      'b/norm',
      'b/relu',
    ]);
    expect(graph.parameters.map(({ role }) => role)).not.toContain('bias');
    expect(graph.nodes[1]?.attributes).toMatchObject({ epsilon: 1e-5 });
    expect(graph.nodes[3]?.attributes).toMatchObject({ epsilon: 1 });
  });
});

describe('residualStages', () => {
  test('halves the map and doubles the channels, with a shortcut of its own where the shape changes', () => {
    const b = graphBuilder(image);
    const seen: ResidualBlock[] = [];
    const branch = (from: ReturnType<typeof convNorm>, block: ResidualBlock) => {
      seen.push(block);
      return convNorm(b, 'branch', from, { ...block, kernel: 1 });
    };
    const projected: number[] = [];
    const x = residualStages(b, b.input, [1, 2], branch, (from, channels, { stride }) => {
      projected.push(channels);
      return convNorm(b, 'shortcut', from, { channels, kernel: 1, stride });
    });
    expect(seen).toEqual([
      { channels: 64, stride: 1 },
      { channels: 128, stride: 2 },
      { channels: 128, stride: 1 },
    ]);
    expect(projected).toEqual([128]);
    expect(x.shape).toEqual([1, 128, 4, 3]);
    const { nodes } = b.build(x);
    const adds = nodes.filter(({ op }) => op === 'Add').map(({ inputs }) => inputs);
    expect(adds).toEqual([
      ['stage1/block1/branch/norm', 'input'],
      ['stage2/block1/branch/norm', 'stage2/block1/shortcut/norm'],
      ['stage2/block2/branch/norm', 'stage2/block1/relu'],
    ]);
    expect(nodes.at(-1)).toMatchObject({ op: 'Relu', name: 'stage2/block2/relu' });
  });
});
