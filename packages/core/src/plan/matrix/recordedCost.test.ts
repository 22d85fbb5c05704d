import { staticCost } from '@convbench/graph';
import { expect, it } from 'vitest';
import { loadPlugins } from '../plugins/loadPlugins.js';
import { findVariant } from '../plugins/find.js';
import { parseArchitectureOptions } from './completeOptions.js';
import { publishedOnce, recordedCost } from './recordedCost.js';

it('says where the cost sits, in parts that add up, and what is published', async () => {
  const plugins = await loadPlugins({ specifiers: [], directory: import.meta.dirname });
  const found = findVariant(plugins, 'vgg16');
  const options = parseArchitectureOptions(found, { classes: 1000 });
  const graph = found.plugin.build('vgg16', options as never);
  const publishedOf = publishedOnce();
  const cost = recordedCost(graph, publishedOf(found));
  const { layerGroups = [], published = [], ...totals } = cost;
  expect(totals).toEqual(staticCost(graph));
  const sum = (of: (group: (typeof layerGroups)[number]) => number) =>
    layerGroups.reduce((total, group) => total + of(group), 0);
  expect(layerGroups.length).toBeGreaterThan(4);
  expect(sum(({ macs }) => macs)).toBe(totals.macs);
  expect(sum(({ trainableParameters }) => trainableParameters)).toBe(totals.trainableParameters);
  expect(sum(({ activationBytes }) => activationBytes)).toBe(totals.activationSumBytes);
  expect(sum(({ layers }) => layers)).toBe(graph.nodes.length);
  // torchvision's count.
  expect(published.map(({ trainableParameters }) => trainableParameters?.ours)).toContain(
    138_357_544,
  );
  expect(publishedOf(found)).toBe(publishedOf(found));
});
