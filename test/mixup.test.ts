/** Training on mixed images: two labels per image in the loss, on every engine as in the interpreter. */
import { openTrainer } from '@convbench/backend-onnxruntime/internals';
import tfjs from '@convbench/backend-tfjs';
import { interpretTrainingStep } from '@convbench/graph';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { expectParity, expectState, feedsOf, MOMENTUM, startOf } from './support/loweringParity.js';
import { trainingNets } from './support/trainingNets.js';

const NETS = ['a_plain', 'h_side_heads'] as const;
const BATCH_SIZE = 6;
const mixup = { alpha: 0.2 };

describe.each([0, 0.1])('with label smoothing %d', (labelSmoothing) => {
  const options = { batchSize: BATCH_SIZE, labelSmoothing, differentiate: { mixup } };

  it.each(NETS)('%s trains on onnxruntime as in the interpreter', (name) =>
    expectParity(trainingNets[name](), options),
  );

  it.each(NETS)('%s does in the form for graphics processors', (name) =>
    expectParity(trainingNets[name](), { ...options, lowering: { device: 'webgpu' } }),
  );

  it.skipIf(!hasTfjsNode).each(NETS)('%s does on TensorFlow', async (name) => {
    const graph = trainingNets[name]();
    const training = differentiate(graph, {
      ...{ batchSize: BATCH_SIZE, optimizer: MOMENTUM, labelSmoothing, mixup },
    });
    const state = startOf(training);
    const feeds = feedsOf(training, 1);
    const trainer = await tfjs.training!.open(training, state, {
      device: 'node-graph',
      threads: 1,
    });
    const { loss } = await trainer.step(feeds);
    const after = await trainer.state();
    await trainer.dispose();
    const expected = interpretTrainingStep(training, state, feeds);
    expect(loss).toBeCloseTo(expected.loss, 4);
    expectState(training, after, expected.state, state, 1e-3);
  });
});

it('refuses a batch without second labels', async () => {
  const training = differentiate(trainingNets.a_plain(), {
    ...{ batchSize: BATCH_SIZE, optimizer: MOMENTUM, mixup },
  });
  const { mix, ...feeds } = feedsOf(training, 1);
  expect(mix).toBeDefined();
  const state = startOf(training);
  const trainer = await openTrainer(training, state, { device: 'cpu', threads: 1 });
  await expect(trainer.step(feeds)).rejects.toThrow('no second labels');
  await trainer.dispose();
  expect(() => interpretTrainingStep(training, state, feeds)).toThrow('#otherLabels');
});
