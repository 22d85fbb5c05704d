/**
 * The graphs of published reports: weights in caches, and records of what was measured, are found by these hashes. A
 * change of the code may not change the hash of a network that is what it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployedForm, staticCost } from '@convbench/graph';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from './support/workspace.js';
import { zooNetworks } from './support/zoo.js';

interface Published {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly graphSha256: string;
  readonly macs: number;
}

function publishedNetworks(): Map<string, Published> {
  const networks = new Map<string, Published>();
  for (const report of readdirSync(join(repositoryRoot, 'reports'), { withFileTypes: true })) {
    const folder = join(repositoryRoot, 'reports', report.name);
    if (!report.isDirectory() || !readdirSync(folder).includes('results.jsonl')) continue;
    for (const line of readFileSync(join(folder, 'results.jsonl'), 'utf8').trim().split('\n')) {
      const { cell, static: cost } = JSON.parse(line);
      if (cell === undefined || cost === undefined) continue;
      const { id, options } = cell.network;
      const { graphSha256, macs } = cost;
      networks.set(graphSha256, { id, options, graphSha256, macs });
    }
  }
  return networks;
}

const networks = await zooNetworks();

describe('the graph of a published record is the one that is built today', () => {
  const published = [...publishedNetworks().values()];

  it('of every built-in network', () => {
    expect(new Set(published.map(({ id }) => id))).toEqual(new Set(networks.map(({ id }) => id)));
  });

  it.each(published.map((each) => [each.id, each] as const))('%s', (id, { options, ...cost }) => {
    const { plugin } = networks.find((network) => network.id === id)!;
    const graph = deployedForm(plugin.build(id, plugin.options.parse(options)));
    const { graphSha256, macs } = staticCost(graph);
    expect({ id, graphSha256, macs }).toEqual(cost);
  });
});
