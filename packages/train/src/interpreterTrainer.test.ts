import { graphBuilder, interpretTrainingStep } from '@convbench/graph';
import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate.js';
import { initialState } from './initialState.js';
import { openInterpreterTrainer } from './interpreterTrainer.js';

const b = graphBuilder({ name: 'linear', channels: 1, height: 1, width: 2 });
const graph = b.build(b.linear('fc', b.flatten('flat', b.input), { features: 2 }));
const training = differentiate(graph, {
  batchSize: 1,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
});
const state = initialState(
  training,
  new Map([
    ['fc.weight', Float32Array.of(0.1, 0.2, 0.3, 0.4)],
    ['fc.bias', Float32Array.of(0, 0.5)],
  ]),
);
const feeds = {
  images: Float32Array.of(1, -2),
  labels: Int32Array.of(0),
  learningRate: 0.1,
  step: 1,
  dropoutMasks: new Map<string, Float32Array>(),
};

describe('openInterpreterTrainer', () => {
  it("takes the interpreter's step and rounds its state to float32", async () => {
    const trainer = openInterpreterTrainer(training, state);
    const expected = interpretTrainingStep(training, state, feeds);
    expect(await trainer.step(feeds)).toEqual({ loss: expected.loss, correct: expected.correct });
    const after = await trainer.state();
    expect([...after.keys()]).toEqual([...expected.state.keys()]);
    for (const [name, values] of expected.state)
      expect(after.get(name), name).toEqual(Float32Array.from(values));
    expect(after.get('fc.weight')).not.toEqual(state.get('fc.weight'));
  });

  it('keeps its state apart from what it was given and what it gave', async () => {
    const given = new Map([...state].map(([name, values]) => [name, values.slice()]));
    const trainer = openInterpreterTrainer(training, given);
    given.get('fc.bias')?.fill(9);
    (await trainer.state()).get('fc.bias')?.fill(9);
    expect((await trainer.state()).get('fc.bias')).toEqual(state.get('fc.bias'));
  });

  it('rejects instead of throwing, and keeps its state, when a feed is wrong', async () => {
    const trainer = openInterpreterTrainer(training, state);
    const wrong = trainer.step({ ...feeds, labels: Int32Array.of(2) });
    await expect(wrong).rejects.toThrow(RangeError);
    expect(await trainer.state()).toEqual(state);
  });

  it('refuses a state that lacks slots', () => {
    const weights = new Map([...state].filter(([name]) => !name.includes('#')));
    expect(() => openInterpreterTrainer(training, weights)).toThrow(/lacks 'fc.weight#velocity'/);
  });
});
