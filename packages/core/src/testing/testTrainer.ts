import { elementCount, interpretTrainingStep } from '@convbench/graph';
import { differentiate, dropoutMasks, initialState } from '@convbench/train';
import type { DifferentiateOptions } from '@convbench/train';
import { isUserError } from '@convbench/spec';
import type {
  Device,
  Graph,
  Optimizer,
  TrainingFeeds,
  TrainingGraph,
  TrainingGroup,
  Weights,
} from '@convbench/spec';
import { thrownBy } from './framework.js';
import type { TestFramework } from './framework.js';
import { smallNets } from './smallNets.js';
import { imageShape, testValues, testWeights } from './values.js';

const batchSize = 4;
const steps = 3;
// A large epsilon: with the usual one, Adam makes a step of full size of a gradient that is nothing but rounding,
// as that of a shift before a batch normalisation.
const moments = { beta1: 0.9, beta2: 0.999, epsilon: 1e-3 };
const rmsprop = { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1, weightDecay: 0 } as const;
const momentum: Optimizer = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-3 };
const adam: Optimizer = { kind: 'adam', ...moments, weightDecay: 0 };
const momentumForm = { optimizer: momentum };
/** What is trained with, by what the test is called. */
const forms: Readonly<Record<string, Omit<DifferentiateOptions, 'batchSize'>>> = {
  sgd: momentumForm,
  nesterov: { optimizer: { ...momentum, nesterov: true } },
  adam: { optimizer: adam },
  adamw: { optimizer: { kind: 'adamw', ...moments, weightDecay: 0.1, weightDecayOn: 'weights' } },
  'rmsprop of PyTorch': { optimizer: { ...rmsprop, form: 'pytorch' } },
  'rmsprop of TensorFlow': { optimizer: { ...rmsprop, form: 'tensorflow' } },
  'clipped and averaged sgd': {
    optimizer: momentum,
    clipNorm: 0.1,
    weightAverage: { decay: 0.99, rampUp: true },
  },
};

/** Of the difference of a tensor over the norm of what the step changed; float32 against float64. */
const tolerance = 1e-3;

function feedsOf(training: TrainingGraph, graph: Graph, step: number): TrainingFeeds {
  const classes = training.shapes[graph.outputs[0]]?.[1] ?? 1;
  return {
    images: testValues(elementCount(imageShape(graph, batchSize)), 100 + step),
    labels: Int32Array.from({ length: batchSize }, (_, image) => (image * 3 + step) % classes),
    learningRate: 0.02 / step,
    step,
    dropoutMasks: dropoutMasks(training, 1, step),
  };
}

/** Names of tensors that are not where the interpreter's step puts them. */
function wrongTensors(
  actual: Weights,
  expected: ReadonlyMap<string, ArrayLike<number>>,
  before: Weights,
): string[] {
  return [...expected].flatMap(([name, values]) => {
    const given = actual.get(name);
    if (given?.length !== values.length) return [`${name} is missing or has another length`];
    const old = before.get(name) as Float32Array;
    let difference = 0;
    let change = 0;
    let size = 0;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      difference += (value - (given[index] as number)) ** 2;
      change += (value - (old[index] as number)) ** 2;
      size += value ** 2;
    }
    // What float32 cannot tell apart is no difference.
    const limit = tolerance * Math.sqrt(change) + 1e-6 * Math.sqrt(size) + 1e-8;
    return Math.sqrt(difference) <= limit ? [] : [`${name} is off by ${Math.sqrt(difference)}`];
  });
}

/**
 * The part of the backend's suite for those that can train. `refused` names the networks that the backend cannot train:
 * a trainer that refuses another one fails, and so does one that takes a refused one after all.
 */
export function testTrainer(
  group: TrainingGroup,
  { describe, it, expect }: TestFramework,
  device: Device,
  refused: readonly string[] = [],
): void {
  describe('training', () => {
    for (const name of refused)
      it(`refuses, and says why: ${name}`, async () => {
        const graph = (smallNets[name] as () => Graph)();
        const training = differentiate(graph, { batchSize, ...momentumForm });
        const state = initialState(training, testWeights(graph));
        const thrown = await thrownBy(() => group.open(training, state, { device, threads: 1 }));
        expect(isUserError(thrown), `it threw ${String(thrown)}`).toBe(true);
      });

    for (const [name, makeNet] of Object.entries(smallNets).filter(
      ([each]) => !refused.includes(each),
    ))
      for (const [form, options] of Object.entries(forms))
        it(`steps as the interpreter does: ${name}, ${form}`, async () => {
          const graph = makeNet();
          const training = differentiate(graph, { batchSize, ...options });
          let state: Weights = initialState(training, testWeights(graph));
          const trainer = await group.open(training, state, { device, threads: 1 });
          try {
            for (let step = 1; step <= steps; step++) {
              const feeds = feedsOf(training, graph, step);
              // From the trainer's own state, so that differences do not add up.
              const expected = interpretTrainingStep(training, state, feeds);
              const actual = await trainer.step(feeds);
              expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(
                1e-4 * (1 + expected.loss),
              );
              expect(actual.correct).toBe(expected.correct);
              const next = await trainer.state();
              expect([...next.keys()].sort()).toEqual([...expected.state.keys()].sort());
              expect(wrongTensors(next, expected.state, state)).toEqual([]);
              state = next;
            }
          } finally {
            await trainer.dispose();
          }
        });

    it('goes on from its state as if it had not stopped', async () => {
      // With running statistics, where the backend has them.
      const net = refused.includes('inception') ? smallNets.plain : smallNets.inception;
      const graph = (net as () => Graph)();
      const training = differentiate(graph, { batchSize, optimizer: adam });
      const start = initialState(training, testWeights(graph));
      const first = await group.open(training, start, { device, threads: 1 });
      await first.step(feedsOf(training, graph, 1));
      const saved = await first.state();
      await first.step(feedsOf(training, graph, 2));
      const expected = await first.state();
      await first.dispose();
      const second = await group.open(training, saved, { device, threads: 1 });
      await second.step(feedsOf(training, graph, 2));
      const actual = await second.state();
      await second.dispose();
      for (const [name, values] of expected)
        expect(Array.from(actual.get(name) ?? []), name).toEqual(Array.from(values));
    });
  });
}
