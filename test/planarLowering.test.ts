/** The forms for graphics processors, run on the CPU: the same graph, whatever computes it. */
import { DEFAULT_LOWERING, openTrainer } from '@convbench/backend-onnxruntime/internals';
import { differentiate } from '@convbench/train';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from './support/expectGradients.js';
import { expectParity, feedsOf, startOf } from './support/loweringParity.js';
import { randomOperations } from './support/randomOperations.js';
import { trainingNets, type TrainingNetName } from './support/trainingNets.js';

const DEVICES = ['webgpu', 'cuda'] as const;

describe.each(DEVICES)('a training step in the forms for %s equals the interpreter', (device) => {
  it.each(Object.keys(trainingNets) as TrainingNetName[])('on %s', (name) =>
    expectParity(trainingNets[name](), { batchSize: 6, lowering: { device }, labelSmoothing: 0.1 }),
  );
});

it('takes several steps at once on cuda, with the bits of single ones', async () => {
  const training = differentiate(trainingNets.c_inception(), {
    batchSize: 4,
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 },
  });
  const open = () =>
    openTrainer(
      training,
      startOf(training),
      { device: 'cpu', threads: 1 },
      { ...DEFAULT_LOWERING, device: 'cuda' },
    );
  const [single, many] = [await open(), await open()];
  const feeds = [1, 2, 3].map((step) => feedsOf(training, step));
  const results = [];
  for (const each of feeds) results.push(await single.step(each));
  expect(many.many?.most).toBe(32);
  expect(await many.many?.take(feeds)).toEqual(results);
  expect([...(await many.state())]).toEqual([...(await single.state())]);
  await Promise.all([single, many].map((trainer) => trainer.dispose()));
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
