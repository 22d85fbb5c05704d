import { readFileSync } from 'node:fs';
import { differentiate } from '@convbench/train';
import type { Graph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { trainingNets, WEBGPU_NETS } from '../../../../test/support/trainingNets.js';
import { smallGraph, zooNetworks } from '../../../../test/support/zoo.js';
import { lowerTrainingGraph } from './lowerTrainingGraph.js';
import { loweringFor } from './options.js';
import { PLANAR_FORMS } from './planarOperators.js';

const networks = await zooNetworks();

function operatorsOf(graph: Graph): Set<string> {
  const optimizer = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 } as const;
  const training = differentiate(graph, { batchSize: 6, optimizer });
  const { model } = lowerTrainingGraph(training, loweringFor('webgpu'));
  return new Set(model.nodes.map(({ opType, domain }) => `${domain ?? ''}${opType}`));
}

describe('the forms for graphics processors', () => {
  const proven = new Set(WEBGPU_NETS.flatMap((name) => [...operatorsOf(trainingNets[name]())]));

  it.each(networks.map((network) => [network.id, network] as const))(
    'of %s are made of operators that the tests run on webgpu',
    (_, network) => {
      const unproven = [...operatorsOf(smallGraph(network))].filter((op) => !proven.has(op));
      expect(unproven).toEqual([]);
    },
  );

  it('hold none that webgpu lacks or that are wrong there', () => {
    for (const op of ['LogSoftmax', 'OneHot', 'Equal', 'ArgMax', 'com.microsoftFusedConv'])
      expect(proven).not.toContain(op);
  });

  it('are in the documentation', () => {
    const path = new URL('../../../../docs/training.md', import.meta.url);
    const text = readFileSync(path, 'utf8').replace(/\s+/g, ' ');
    for (const [op, { form }] of Object.entries(PLANAR_FORMS))
      expect(text, op).toContain(`| ${form} |`);
  });
});
