import { graphBuilder, initializeWeights } from '@convbench/graph';
import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate.js';
import { checkState, initialState } from './initialState.js';

const b = graphBuilder({ name: 'small', channels: 1, height: 2, width: 2 });
const normalized = b.batchNorm('bn', b.conv('conv', b.input, { channels: 2, kernel: 1 }));
const graph = b.build(b.linear('fc', b.flatten('flat', normalized), { features: 2 }));
const training = differentiate(graph, {
  batchSize: 2,
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
});
const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });

describe('initialState', () => {
  it('holds parameters, running statistics and two moments per trained parameter', () => {
    const state = initialState(training, weights);
    const moments = graph.parameters
      .filter(({ role }) => !role.startsWith('running'))
      .flatMap(({ name }) => [`${name}#firstMoment`, `${name}#secondMoment`]);
    expect([...state.keys()]).toEqual([...weights.keys(), ...moments]);
    expect(state.get('bn.runningVariance')).toEqual(Float32Array.of(1, 1));
    expect(state.get('fc.weight#secondMoment')).toEqual(new Float32Array(16));
  });

  it('copies the weights', () => {
    const state = initialState(training, weights);
    state.get('conv.weight')!.fill(9);
    expect(weights.get('conv.weight')).not.toEqual(Float32Array.of(9, 9));
  });
});

describe('checkState', () => {
  it('accepts the initial state', () => {
    const state = initialState(training, weights);
    expect(checkState(training, state)).toBe(state);
  });

  it.each([
    ['lacks', (state: Map<string, Float32Array>) => state.delete('fc.bias#firstMoment')],
    ['has 3 values', (state) => state.set('fc.bias', new Float32Array(3))],
    ['holds', (state) => state.set('conv.weight#velocity', new Float32Array(2))],
  ] as [string, (state: Map<string, Float32Array>) => void][])(
    'refuses one that %s',
    (what, spoil) => {
      const state = initialState(training, weights);
      spoil(state);
      expect(() => checkState(training, state)).toThrow(new RegExp(`set of weights ${what}`));
    },
  );
});
