import { testArchitecture } from '@convbench/core/testing';
import { staticCost } from '@convbench/graph';
import { describe, expect, it } from 'vitest';
import plugin from './myPlugin.js';

testArchitecture(plugin, { describe, it, expect });

it('has the parameters and MACs that follow from its table', () => {
  const graph = plugin.build('my-plugin', plugin.options.parse({ inputSize: 32, stem: 'small' }));
  const stem = 3 * 8 * 9 + 8;
  const stages = [8 * 16, 16 * 32, 32 * 64].map((pairs) => pairs * 9);
  const norms = 2 * (16 + 32 + 64);
  const logits = 64 * 10 + 10;
  const { trainableParameters, macs } = staticCost(graph);
  expect(trainableParameters).toBe(stem + stages.reduce((a, b) => a + b) + norms + logits);
  // Each stage works on the plane of the pool before it.
  const pixels = [32 ** 2, 16 ** 2, 8 ** 2];
  const convolutions = stages.reduce((sum, weights, i) => sum + weights * (pixels[i] ?? 0), 0);
  expect(macs).toBe(32 ** 2 * (stem - 8) + convolutions + 640);
});
