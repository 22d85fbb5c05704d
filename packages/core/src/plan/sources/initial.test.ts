import { graphBuilder } from '@convbench/graph';
import { expect, it } from 'vitest';
import { initialSource } from './initial.js';
import { traitsOf } from './traits.js';

function network(channels: number) {
  const b = graphBuilder({ name: 'tiny', channels: 1, height: 4, width: 4 });
  const features = b.flatten('flat', b.conv('conv', b.input, { channels, kernel: 3 }));
  return b.build(b.linear('logits', features, { features: 3 }));
}

it('has another hash for another graph, scheme or seed', () => {
  const hashes = [
    initialSource(network(2), { scheme: 'he', seed: 1 }),
    initialSource(network(3), { scheme: 'he', seed: 1 }),
    initialSource(network(2), { scheme: 'xavier', seed: 1 }),
    initialSource(network(2), { scheme: 'he', seed: 2 }),
  ].map(({ sha256 }) => sha256);
  expect(new Set(hashes).size).toBe(4);
});

it('is said to be untrained', () => {
  const source = initialSource(network(2), { scheme: 'he', seed: 1 });
  expect(source.origin).toBe('the he start with seed 1, not trained');
  expect(traitsOf(source).pretrained).toMatchObject({ untrained: true, sha256: source.sha256 });
});
