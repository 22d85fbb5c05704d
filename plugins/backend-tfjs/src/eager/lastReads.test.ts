import { graphBuilder } from '@convbench/graph';
import { expect, it } from 'vitest';
import { lastReads } from './lastReads.js';

it('lets go of each tensor after its last reader, and of no weight or output', () => {
  const b = graphBuilder({ name: 'shortcut', channels: 2, height: 4, width: 4 });
  const x = b.conv('conv', b.input, { channels: 2, kernel: 1 });
  const y = b.add('sum', b.relu('relu', x), x);
  const graph = b.build(b.flatten('logits', y));
  const [conv, relu, sum] = graph.nodes.map(({ outputs }) => outputs[0]);
  expect(lastReads(graph).map((names) => [...names].sort())).toEqual([
    [graph.input.name],
    [],
    [relu, conv].sort(),
    [sum],
  ]);
});
