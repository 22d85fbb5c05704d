import { max, mean, min, standardDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import { initializeWeights } from './initialize.js';

function network(layers: readonly string[]) {
  const b = graphBuilder({ name: 'net', channels: 32, height: 6, width: 6 });
  const outputs = layers.map((name) => {
    const conv = b.conv(name, b.input, { channels: 96, kernel: [3, 5], groups: 2 });
    return b.batchNorm(`${name}/norm`, conv);
  });
  const joined = b.flatten('flatten', b.concat('join', outputs));
  return b.build(b.linear('classifier', joined, { features: 10 }));
}

const graph = network(['a', 'b']);
// Groups halve what a filter sees, not how many filters there are.
const fanIn = 16 * 3 * 5;
const fanOut = 96 * 3 * 5;
const weight = (scheme: 'he' | 'xavier' | 'truncated-normal', seed = 1, name = 'a.weight') =>
  Array.from(initializeWeights(graph, { scheme, seed }).get(name)!);

/** Of n draws, the sample's mean misses by less than this in all but 1 of 10,000 seeds; the seed here is fixed. */
const tolerance = (deviation: number, n: number): number => (4 * deviation) / Math.sqrt(n);

describe('initializeWeights', () => {
  test('he: normal, variance 2 / fanIn', () => {
    const values = weight('he');
    const deviation = Math.sqrt(2 / fanIn);
    expect(Math.abs(mean(values))).toBeLessThan(tolerance(deviation, values.length));
    expect(standardDeviation(values) / deviation).toBeCloseTo(1, 1.5);
    const scaled = values.map((value) => value / deviation);
    expect(mean(scaled.map((z) => z ** 3))).toBeCloseTo(0, 1);
    expect(Math.abs(mean(scaled.map((z) => z ** 4)) - 3)).toBeLessThan(0.15);
    const beyond = scaled.filter((z) => Math.abs(z) > 1.96).length / values.length;
    expect(beyond).toBeCloseTo(0.05, 2);
  });

  test('he: by the features of a linear layer', () => {
    const values = weight('he', 1, 'classifier.weight');
    const deviation = Math.sqrt(2 / (values.length / 10));
    expect(standardDeviation(values) / deviation).toBeCloseTo(1, 1.5);
  });

  test('xavier: uniform within sqrt(6 / (fanIn + fanOut))', () => {
    const values = weight('xavier');
    const bound = Math.sqrt(6 / (fanIn + fanOut));
    expect(max(values)).toBeLessThanOrEqual(Math.fround(bound));
    expect(min(values)).toBeGreaterThanOrEqual(-Math.fround(bound));
    expect(max(values) / bound).toBeGreaterThan(0.999);
    expect(Math.abs(mean(values))).toBeLessThan(tolerance(bound / Math.sqrt(3), values.length));
    expect(standardDeviation(values) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1.5);
  });

  test('truncated-normal: cut at two standard deviations of 0.02', () => {
    const values = weight('truncated-normal');
    expect(max(values)).toBeLessThanOrEqual(Math.fround(0.04));
    expect(min(values)).toBeGreaterThanOrEqual(-Math.fround(0.04));
    // A normal distribution cut at +-2 has the variance 1 - 4 phi(2) / (2 Phi(2) - 1).
    expect(standardDeviation(values) / 0.02).toBeCloseTo(Math.sqrt(0.77374), 1.5);
  });

  test('fills what is no weight with its neutral value', () => {
    const values = initializeWeights(graph, { scheme: 'he', seed: 1 });
    expect([...values.keys()]).toEqual(graph.parameters.map(({ name }) => name));
    const distinct = (name: string) => [...new Set(values.get(name))];
    expect(distinct('a.bias')).toEqual([0]);
    expect(distinct('a/norm.beta')).toEqual([0]);
    expect(distinct('a/norm.runningMean')).toEqual([0]);
    expect(distinct('a/norm.gamma')).toEqual([1]);
    expect(distinct('a/norm.runningVariance')).toEqual([1]);
  });

  test('repeats itself for a seed and differs between seeds and parameters', () => {
    expect(weight('he', 7)).toEqual(weight('he', 7));
    expect(weight('he', 7)).not.toEqual(weight('he', 8));
    expect(weight('he', 7)).not.toEqual(weight('he', 7, 'b.weight'));
    // Neighbouring seeds share nothing either.
    const [first, second] = [weight('he', 7), weight('he', 8)];
    const product = mean(first.map((value, index) => value * second[index]!));
    expect(Math.abs(product / (2 / fanIn))).toBeLessThan(tolerance(1, first.length));
  });

  test('gives a layer the same values wherever it stands', () => {
    const turned = initializeWeights(network(['b', 'a']), { scheme: 'he', seed: 3 });
    const straight = initializeWeights(graph, { scheme: 'he', seed: 3 });
    for (const name of ['a.weight', 'b.weight'])
      expect(turned.get(name)).toEqual(straight.get(name));
  });
});
