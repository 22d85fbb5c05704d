import { graphBuilder } from '@convbench/graph';
import type { GraphBuilder, Value } from '@convbench/graph';
import { expect, it } from 'vitest';
import { graphFamily } from './graphFamily.js';

const familyOf = (join: (b: GraphBuilder, x: Value, y: Value) => Value) => {
  const b = graphBuilder({ name: 'net', channels: 2, height: 4, width: 4 });
  const x = b.conv('conv', b.input, { channels: 2, kernel: 1 });
  return graphFamily(b.build(b.flatten('logits', join(b, b.input, x))));
};

it('tells a network by how it joins its branches', () => {
  expect(familyOf((_, __, y) => y)).toBe('plain');
  expect(familyOf((b, x, y) => b.concat('concat', [x, y]))).toBe('inception');
  expect(familyOf((b, x, y) => b.add('add', x, y))).toBe('residual');
  expect(familyOf((b, x, y) => b.concat('concat', [b.add('add', x, y), y]))).toBe('residual');
});
