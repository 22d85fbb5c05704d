/** Optimizers, weight decay, clipping and averages of weights: against PyTorch, and onnxruntime against the interpreter. */
import { readFile } from 'node:fs/promises';
import { openTrainer } from '@convbench/backend-onnxruntime/internals';
import type { Optimizer, Trainer, TrainingGraph, Weights } from '@convbench/spec';
import {
  differentiate,
  initialState,
  openInterpreterTrainer,
  trainedWeights,
  type DifferentiateOptions,
} from '@convbench/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectParity, MOMENTUM } from './support/loweringParity.js';
import {
  FIXTURE_BATCH_SIZE,
  fixtureBatch,
  readTrainingFixture,
  type TensorRow,
} from './support/trainingFixture.js';
import { fixtureWeights, torchName, trainingNets } from './support/trainingNets.js';

const CPU = { device: 'cpu', threads: 1 };

interface RegularisedFixture {
  readonly settings: Readonly<
    Record<'learningRate' | 'momentum' | 'weightDecay' | 'clipNorm' | 'averageDecay', number>
  >;
  readonly losses: readonly number[];
  readonly afterStep5: readonly TensorRow[];
  readonly averageAfterStep5: readonly TensorRow[];
}

describe('decay of weights alone, clipping and averaging together, as PyTorch does them', () => {
  const graph = trainingNets.c_inception_bn();
  let fixture: RegularisedFixture;
  let training: TrainingGraph;
  beforeAll(async () => {
    const file = new URL('./fixtures/training/regularised.json', import.meta.url);
    fixture = JSON.parse(await readFile(file, 'utf8')) as RegularisedFixture;
    const { momentum, weightDecay, clipNorm, averageDecay } = fixture.settings;
    training = differentiate(graph, {
      batchSize: FIXTURE_BATCH_SIZE,
      optimizer: { kind: 'sgd', momentum, nesterov: false, weightDecay, weightDecayOn: 'weights' },
      clipNorm,
      weightAverage: { decay: averageDecay, rampUp: false },
    });
  });

  const trainers: [string, number, (state: Weights) => Trainer | Promise<Trainer>][] = [
    ['the interpreter', 1e-6, (state) => openInterpreterTrainer(training, state)],
    ['onnxruntime', 1e-5, (state) => openTrainer(training, state, CPU)],
  ];
  it.each(trainers)('on %s', async (_, tolerance, open) => {
    const trainer = await open(initialState(training, fixtureWeights(graph)));
    const data = await readTrainingFixture('c_inception_bn');
    for (const [i, expected] of fixture.losses.entries()) {
      const { loss } = await trainer.step({
        ...fixtureBatch(data, i + 1),
        learningRate: fixture.settings.learningRate,
        step: i + 1,
        dropoutMasks: new Map(),
      });
      expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-5);
    }
    const state = await trainer.state();
    await trainer.dispose();
    expectRows(state, fixture.afterStep5, tolerance);
    expectRows(trainedWeights(training, state), fixture.averageAfterStep5, tolerance);
  });

  function expectRows(values: Weights, rows: readonly TensorRow[], tolerance: number): void {
    const byTorchName = new Map(graph.parameters.map((one) => [torchName(one), one.name]));
    expect(rows.length).toBe(graph.parameters.length);
    for (const [name, sum, l2, first] of rows) {
      const tensor = Array.from(values.get(byTorchName.get(name) ?? '') ?? []);
      const off = [
        tensor.reduce((total, value) => total + value, 0) - sum,
        Math.hypot(...tensor) - l2,
        ...first.map((value, i) => (tensor[i] ?? NaN) - value),
      ];
      expect(Math.max(...off.map(Math.abs)) / l2, name).toBeLessThan(tolerance);
    }
  }
});

describe('onnxruntime steps as the interpreter does', () => {
  const moments = { beta1: 0.9, beta2: 0.999, epsilon: 1e-3 };
  const rmsprop = { kind: 'rmsprop', decay: 0.9, epsilon: 1, weightDecay: 0.01 } as const;
  const onWeights = { ...MOMENTUM, weightDecay: 0.01, weightDecayOn: 'weights' } as const;
  const average = { decay: 0.99, rampUp: true };
  const cases: [string, Optimizer, Partial<DifferentiateOptions>][] = [
    ['AdamW', { kind: 'adamw', ...moments, weightDecay: 0.1 }, {}],
    [
      'AdamW on weights',
      { kind: 'adamw', ...moments, weightDecay: 0.1, weightDecayOn: 'weights' },
      {},
    ],
    ['RMSProp of PyTorch', { ...rmsprop, form: 'pytorch', momentum: 0.9 }, {}],
    ['RMSProp of PyTorch without momentum', { ...rmsprop, form: 'pytorch', momentum: 0 }, {}],
    ['RMSProp of TensorFlow', { ...rmsprop, form: 'tensorflow', momentum: 0.9 }, {}],
    ['RMSProp of Keras', { ...rmsprop, form: 'tensorflow', momentum: 0, initialMeanSquare: 0 }, {}],
    ['decay of weights alone', onWeights, {}],
    ['clipping', MOMENTUM, { clipNorm: 0.1 }],
    ['clipping that has nothing to do', MOMENTUM, { clipNorm: 1e6 }],
    ['averages', MOMENTUM, { weightAverage: average }],
    ['averages that are not ramped up', MOMENTUM, { weightAverage: { ...average, rampUp: false } }],
    [
      'everything at once',
      { ...rmsprop, form: 'tensorflow', momentum: 0.9, weightDecayOn: 'weights' },
      { clipNorm: 0.1, weightAverage: average, labelSmoothing: 0.1 },
    ],
  ];
  it.each(cases)('with %s', async (_, optimizer, options) => {
    for (const net of ['c_inception_bn', 'h_side_heads'] as const)
      await expectParity(trainingNets[net](), {
        batchSize: 4,
        steps: 3,
        optimizer,
        differentiate: options,
      });
  });
});
