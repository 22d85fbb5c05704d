import type { Graph, Node } from '@convbench/spec';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { networkOf, unary, type Operation } from './support/expectGradients.js';
import { expectParity } from './support/loweringParity.js';
import { randomOperations } from './support/randomOperations.js';

/** The operation behind one that leaves its result with the batch last, as convolutions do. */
function afterActivation({ x, nodes, parameters = [] }: Operation): Graph {
  const features = x.slice(1).reduce((product, size) => product * size, 1);
  const entry: Node[] = [
    unary({ op: 'Reshape', attributes: { shape: [0, features, 1, 1] } }, 'x', 'column'),
    unary({ op: 'GlobalAveragePool', attributes: {} }, 'column', 'batchLast'),
    unary({ op: 'Reshape', attributes: { shape: [0, ...x.slice(1)] } }, 'batchLast', 'activation'),
  ];
  const behind = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => (input === 'x' ? 'activation' : input)),
  })) as Node[];
  return networkOf({ x, nodes: [...entry, ...behind], parameters });
}

describe('lowered operators equal the interpreter, whatever the attributes', () => {
  it.each(Object.entries(randomOperations))('%s', async (_, operations) => {
    await fc.assert(
      fc.asyncProperty(operations, fc.boolean(), async (operation, batchLast) => {
        const graph = batchLast ? afterActivation(operation) : networkOf(operation);
        const lowering = { columnsBelowChannels: 0 };
        await expectParity(graph, { batchSize: operation.x[0] ?? 1, lowering, steps: 1 });
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});
