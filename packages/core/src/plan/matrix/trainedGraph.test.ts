import { graphBuilder } from '@convbench/graph';
import { API_VERSION, architectureOptionsSchema } from '@convbench/spec';
import type { ArchitecturePlugin, Graph } from '@convbench/spec';
import { expect, it } from 'vitest';
import { trainedGraph } from './trainedGraph.js';

function network(heads: number): Graph {
  const b = graphBuilder({ name: 'net', channels: 1, height: 1, width: 1 });
  const x = b.flatten('flat', b.input);
  const logits = b.linear('logits', x, { features: 2 });
  const others = Array.from({ length: heads }, (_, i) => b.linear(`head${i}`, x, { features: 2 }));
  return b.build([logits, ...others]);
}

const plugin = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'net',
  family: 'plain',
  paper: { title: '', authors: '', year: 2026, url: '' },
  variants: [],
  options: architectureOptionsSchema,
  build: () => network(0),
} satisfies ArchitecturePlugin<typeof architectureOptionsSchema>;
const withHeads: ArchitecturePlugin = { ...plugin, buildForTraining: () => network(2) };
const net = { id: 'net', title: 'Net', options: {} };
const deployed = network(0);

it('is the network itself where the recipe weighs no heads', () => {
  expect(trainedGraph(withHeads, net, {}, deployed)).toBe(deployed);
});

it('has the heads that the recipe weighs', () => {
  expect(trainedGraph(withHeads, net, { auxiliaryWeight: 0.3 }, deployed)).toEqual(network(2));
});

it('has the heads that the options ask for, whatever the recipe says', () => {
  const own = { ...plugin, build: () => network(1) };
  expect(trainedGraph(own, net, {}, deployed)).toEqual(network(1));
  expect(trainedGraph(own, net, { auxiliaryWeight: 0.3 }, deployed)).toEqual(network(1));
});

it('refuses a weight for heads that are not there', () => {
  expect(() => trainedGraph(plugin, net, { auxiliaryWeight: 0.3 }, deployed)).toThrow(
    /'net' gives auxiliary heads a weight, and Net has none/,
  );
});
