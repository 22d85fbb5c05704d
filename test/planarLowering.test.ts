/** The forms for graphics processors, run on the CPU: the same graph, whatever computes it. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { networkOf } from './support/expectGradients.js';
import { expectParity } from './support/loweringParity.js';
import { randomOperations } from './support/randomOperations.js';
import { trainingNets, type TrainingNetName } from './support/trainingNets.js';

const DEVICES = ['webgpu', 'cuda'] as const;

describe.each(DEVICES)('a training step in the forms for %s equals the interpreter', (device) => {
  it.each(Object.keys(trainingNets) as TrainingNetName[])('on %s', (name) =>
    expectParity(trainingNets[name](), { batchSize: 6, lowering: { device }, labelSmoothing: 0.1 }),
  );
});

describe('operators in the forms for graphics processors equal the interpreter', () => {
  it.each(Object.entries(randomOperations))('%s', async (_, operations) => {
    await fc.assert(
      fc.asyncProperty(operations, fc.constantFrom(...DEVICES), async (operation, device) => {
        const batchSize = operation.x[0] ?? 1;
        await expectParity(networkOf(operation), { batchSize, lowering: { device }, steps: 1 });
      }),
      { seed: 1, numRuns: 25 },
    );
  });
});
