import { graphBuilder } from '@convbench/graph';
import { expect, it } from 'vitest';
import { initialWeights } from './initialWeights.js';

function network(channels: number) {
  const b = graphBuilder({ name: 'tiny', channels: 1, height: 4, width: 4 });
  const features = b.flatten('flat', b.conv('conv', b.input, { channels, kernel: 3 }));
  return b.build(b.linear('logits', features, { features: 3 }));
}

it('gives values for every parameter, the same each time', async () => {
  const graph = network(2);
  const once = await initialWeights(graph, { scheme: 'he', seed: 1 }).read();
  const again = await initialWeights(graph, { scheme: 'he', seed: 1 }).read();
  expect([...once.keys()]).toEqual(graph.parameters.map(({ name }) => name));
  expect(again).toEqual(once);
});

it('has another hash for another graph, scheme or seed', () => {
  const hashes = [
    initialWeights(network(2), { scheme: 'he', seed: 1 }),
    initialWeights(network(3), { scheme: 'he', seed: 1 }),
    initialWeights(network(2), { scheme: 'xavier', seed: 1 }),
    initialWeights(network(2), { scheme: 'he', seed: 2 }),
  ].map(({ sha256 }) => sha256);
  expect(new Set(hashes).size).toBe(4);
});
