import { beforeAll, expect, it } from 'vitest';
import { loadPlugins } from '../plugins/loadPlugins.js';
import type { PluginSet } from '../plugins/types.js';
import { describeNetwork } from './describeNetwork.js';

let plugins: PluginSet;
beforeAll(async () => {
  plugins = await loadPlugins({ specifiers: [], directory: '/' });
});

it('gives figures, layers and what was published', () => {
  const description = describeNetwork(plugins, 'vgg11', { inputSize: 32, width: 0.25 });
  const { network, static: cost, layers, groups, published } = description;
  expect(network.options).toMatchObject({ inputSize: 32, stem: 'small', width: 0.25 });
  const sum = (rows: readonly { macs: number | null }[]) =>
    rows.reduce((total, { macs }) => total + (macs ?? 0), 0);
  expect(sum(layers)).toBe(cost.macs);
  expect(sum(groups)).toBe(cost.macs);
  expect(published.length).toBeGreaterThan(0);
  for (const { macs } of published) expect(macs?.relativeDifference ?? 0).toBe(0);
});

it('names the form that is deployed and the one that is trained (C07)', () => {
  const options = { inputSize: 299, classes: 1000, auxiliaryHeads: true };
  const { static: cost, trainingForm } = describeNetwork(plugins, 'googlenet-v3', options);
  expect(cost.trainableParameters).toBe(23_834_568);
  expect(trainingForm?.trainableParameters).toBe(27_161_264);
  expect(trainingForm?.macs).toBeGreaterThan(cost.macs);
  expect(describeNetwork(plugins, 'vgg11').trainingForm).toBe(undefined);
});

it('refuses what it does not know', () => {
  expect(() => describeNetwork(plugins, 'vgg-11x')).toThrow("There is no architecture 'vgg-11x'.");
  expect(() => describeNetwork(plugins, 'vgg11', { width: 'wide' })).toThrow('width is "wide"');
});
