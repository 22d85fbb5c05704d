import type { TrainingGraph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { interpretTrainingStep } from './interpretTrainingStep.js';

/** loss = softmax cross-entropy of (image * mask) with plain SGD on nothing but the logits' factor w. */
const training: TrainingGraph = {
  name: 'step',
  forward: {
    name: 'step',
    input: { name: 'x', shape: ['N', 2] },
    outputs: ['y'],
    nodes: [{ op: 'Mul', name: 'y', inputs: ['x', 'w'], outputs: ['y'], attributes: {} }],
    parameters: [
      { name: 'w', shape: [2], role: 'weight' },
      { name: 'idle', shape: [1], role: 'bias' },
    ],
    constants: [],
  },
  batchSize: 1,
  nodes: [
    { op: 'DropoutMask', name: 'd', inputs: ['x', 'm'], outputs: ['d'], attributes: {} },
    { op: 'Mul', name: 'y', inputs: ['d', 'w'], outputs: ['y'], attributes: {} },
    {
      op: 'SoftmaxCrossEntropy',
      name: 'l',
      inputs: ['y', 'labels'],
      outputs: ['loss', 'correct'],
      attributes: { labelSmoothing: 0 },
    },
    {
      op: 'SoftmaxCrossEntropyGrad',
      name: 'dy',
      inputs: ['y', 'labels'],
      outputs: ['dy'],
      attributes: { labelSmoothing: 0, scale: 1 },
    },
    { op: 'Mul', name: 'p', inputs: ['dy', 'd'], outputs: ['p'], attributes: {} },
    { op: 'Unbroadcast', name: 'dw', inputs: ['p'], outputs: ['dw'], attributes: { shape: [2] } },
    {
      op: 'SgdUpdate',
      name: 'u',
      inputs: ['w', 'dw', 'v', 'rate'],
      outputs: ['w2', 'v2'],
      attributes: { momentum: 0, nesterov: false, weightDecay: 0 },
    },
  ],
  images: 'x',
  labels: 'labels',
  learningRate: 'rate',
  step: 't',
  dropoutMasks: [{ name: 'm', shape: [1, 2], ratio: 0.5 }],
  slots: [{ name: 'v', parameter: 'w', shape: [2], initialValue: 0 }],
  averages: [],
  loss: 'loss',
  correct: 'correct',
  updates: [
    { state: 'w', value: 'w2' },
    { state: 'v', value: 'v2' },
  ],
  gradients: [{ parameter: 'w', gradient: 'dw' }],
  shapes: {
    ...{ x: [1, 2], labels: [1], rate: [], t: [], m: [1, 2], w: [2], idle: [1], v: [2] },
    ...{ d: [1, 2], y: [1, 2], loss: [], correct: [], dy: [1, 2], p: [1, 2], dw: [2] },
    ...{ w2: [2], v2: [2] },
  },
};

const state = new Map([
  ['w', Float64Array.of(1, 1 / 3)],
  ['idle', Float64Array.of(5)],
  ['v', new Float64Array(2)],
]);
const feeds = {
  images: Float32Array.of(1, 4),
  labels: Int32Array.of(1),
  learningRate: 0.5,
  step: 1,
  dropoutMasks: new Map([['m', Float32Array.of(2, 0)]]),
};

describe('interpretTrainingStep', () => {
  it('returns loss, hits and the next state in float64, what is not updated unchanged', () => {
    const result = interpretTrainingStep(training, state, feeds);
    // Logits 2 and 0: the softmax of the first is 1 / (1 + e^-2).
    const probability = 1 / (1 + Math.exp(-2));
    expect(result.loss).toBeCloseTo(-Math.log(1 - probability), 14);
    expect(result.correct).toBe(0);
    const next = result.state;
    expect([...next.keys()]).toEqual(['w', 'idle', 'v']);
    expect(next.get('w')?.[0]).toBeCloseTo(1 - 0.5 * probability * 2, 14);
    expect(next.get('w')?.[1]).toBe(1 / 3);
    expect([...(next.get('idle') ?? [])]).toEqual([5]);
    expect(result.tensors.get('y')).toEqual({ shape: [1, 2], data: Float64Array.of(2, 0) });
  });

  it('leaves the state that it was given alone', () => {
    interpretTrainingStep(training, state, feeds);
    expect([...(state.get('w') ?? [])]).toEqual([1, 1 / 3]);
  });

  it('names a slot without values and a feed of a wrong size', () => {
    const without = new Map([...state].filter(([name]) => name !== 'v'));
    expect(() => interpretTrainingStep(training, without, feeds)).toThrow(/no values for 'v'/);
    const noMask = { ...feeds, dropoutMasks: new Map<string, Float32Array>() };
    expect(() => interpretTrainingStep(training, state, noMask)).toThrow(/'m' takes 2 values/);
  });
});
