import { graphBuilder } from '@convbench/graph';
import { describe, expect, test } from 'vitest';
import { convUnit } from './unit.js';

describe('convUnit', () => {
  const unit = (normEpsilon: number | null) => {
    const b = graphBuilder({ name: 'unit', channels: 2, height: 4, width: 4 });
    return b.build(convUnit(b, 'u', b.input, { channels: 3, kernel: 1 }, { normEpsilon }));
  };

  test('has a bias or a batch normalisation', () => {
    expect(unit(null).nodes.map(({ name }) => name)).toEqual(['u/conv', 'u/relu']);
    expect(unit(null).parameters.map(({ name }) => name)).toEqual(['u/conv.weight', 'u/conv.bias']);
    expect(unit(1e-3).nodes.map(({ name }) => name)).toEqual(['u/conv', 'u/norm', 'u/relu']);
    expect(unit(1e-3).parameters.map(({ role }) => role)).not.toContain('bias');
    expect(unit(1e-3).nodes[1]?.attributes).toMatchObject({ epsilon: 1e-3 });
  });
});
