import {
  graphBuilder,
  initializeWeights,
  interpretTrainingStep,
  type GraphBuilder,
} from '@convbench/graph';
import type { Graph, Optimizer } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate.js';
import { initialState } from './initialState.js';

const optimizer: Optimizer = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0.01 };

function unit(b: GraphBuilder, name: string, x: GraphBuilder['input']): GraphBuilder['input'] {
  const y = b.conv(name, x, { channels: 3, kernel: 3, pad: 1, bias: false });
  return b.relu(`${name}Relu`, b.batchNorm(`${name}Bn`, y));
}

/** Three units of convolution and batch normalisation, and a linear layer. */
function chain(): Graph {
  const b = graphBuilder({ name: 'chain', channels: 2, height: 4, width: 4 });
  const x = unit(b, 'third', unit(b, 'second', unit(b, 'first', b.input)));
  return b.build(b.linear('fc', b.flatten('flat', x), { features: 2 }));
}

const graph = chain();
const named = (prefix: string): string[] =>
  graph.parameters.flatMap(({ name }) => (name.startsWith(prefix) ? [name] : []));
const step = (frozen: readonly string[]) =>
  differentiate(graph, { batchSize: 4, optimizer, frozen: new Set(frozen) });

describe('frozen parameters', () => {
  it('get neither gradient nor slot nor update, and nothing flows below the last that is trained', () => {
    const training = step([...named('first'), ...named('second')]);
    const trained = [...named('third.'), 'thirdBn.gamma', 'thirdBn.beta', ...named('fc')];
    expect(training.gradients.map(({ parameter }) => parameter)).toEqual(trained);
    expect(training.slots.map(({ parameter }) => parameter)).toEqual(trained);
    const statistics = ['thirdBn.runningMean', 'thirdBn.runningVariance'];
    const slots = training.slots.map(({ name }) => name);
    expect(new Set(training.updates.map(({ state }) => state))).toEqual(
      new Set([...trained, ...statistics, ...slots]),
    );
    const backward = training.nodes.flatMap(({ op, name }) => (op.includes('Grad') ? [name] : []));
    expect(backward.filter((name) => /^(first|second)/.test(name))).toEqual([]);
    expect(backward).not.toContain('third#dx');
  });

  it('leave only the head: a linear probe', () => {
    const all = graph.parameters.map(({ name }) => name);
    const training = step(all.filter((name) => !name.startsWith('fc')));
    expect(training.gradients.map(({ parameter }) => parameter)).toEqual(named('fc'));
    expect(training.nodes.filter(({ op }) => op === 'BatchNormalizationTraining')).toEqual([]);
    expect(training.nodes.filter(({ op }) => op === 'ConvGradInput')).toEqual([]);
  });

  it('let the gradient through a batch normalisation in inference form', () => {
    const training = step(named('secondBn'));
    const weights = initializeWeights(graph, { scheme: 'he', seed: 5 });
    // Statistics that are not those of the batch, so that the two forms differ.
    weights.set('secondBn.runningVariance', Float32Array.of(0.5, 2, 3));
    weights.set('secondBn.runningMean', Float32Array.of(0.1, -0.2, 0.3));
    weights.set('secondBn.gamma', Float32Array.of(1.5, -1, 0.7));
    const start = initialState(training, weights);
    const values = Float32Array.from({ length: 4 * 2 * 16 }, (_, i) => Math.sin(i * 1.7));
    const feeds = {
      images: values,
      labels: Int32Array.of(0, 1, 1, 0),
      learningRate: 0,
      step: 1,
      dropoutMasks: new Map(),
    };
    const { tensors, state } = interpretTrainingStep(training, start, feeds);
    expect(state.get('secondBn.runningMean')).toEqual(
      Float64Array.from(start.get('secondBn.runningMean') ?? []),
    );
    expect(state.get('firstBn.runningMean')).not.toEqual(
      Float64Array.from(start.get('firstBn.runningMean') ?? []),
    );
    const exact = new Map([...start].map(([name, data]) => [name, Float64Array.from(data)]));
    for (const name of ['first.weight', 'firstBn.gamma', 'firstBn.beta']) {
      const { gradient = '' } = training.gradients.find((one) => one.parameter === name) ?? {};
      const analytic = tensors.get(gradient)?.data ?? new Float64Array();
      const data = exact.get(name) as Float64Array;
      const numeric = data.map((value, i) => {
        const lossAt = (shifted: number): number => {
          data[i] = shifted;
          return interpretTrainingStep(training, exact, feeds).loss;
        };
        const difference = (lossAt(value + 1e-5) - lossAt(value - 1e-5)) / 2e-5;
        data[i] = value;
        return difference;
      });
      const worst = Math.max(...numeric.map((value, i) => Math.abs(value - (analytic[i] ?? NaN))));
      expect(worst, name).toBeLessThan(2e-8);
      expect(Math.max(...analytic.map(Math.abs)), name).toBeGreaterThan(1e-4);
    }
  });

  it('keep batch statistics where only one of gamma and beta is frozen', () => {
    const training = step(['secondBn.gamma']);
    const ops = training.nodes.filter(({ name }) => name === 'secondBn').map(({ op }) => op);
    expect(ops).toEqual(['BatchNormalizationTraining']);
    expect(training.updates.map(({ state }) => state)).not.toContain('secondBn.gamma');
    expect(training.updates.map(({ state }) => state)).toContain('secondBn.beta');
  });

  it('change nothing where none is frozen', () => {
    expect(step([])).toEqual(differentiate(graph, { batchSize: 4, optimizer }));
  });

  it.each([
    [['nowhere.weight'], /'nowhere.weight' is to be frozen/],
    [graph.parameters.map(({ name }) => name), /nothing to train/],
  ])('refuse %j', (frozen, message) => {
    expect(() => step(frozen)).toThrow(message);
  });
});
