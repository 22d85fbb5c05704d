import { graphBuilder, initializeWeights } from '@convbench/graph';
import { API_VERSION, UserError, architectureOptionsSchema } from '@convbench/spec';
import type { ArchitectureOptions, ArchitecturePlugin, Graph, Weights } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { failingTests } from '../../../../test/support/failingTests.js';
import { testArchitecture } from './testArchitecture.js';

function build({ channels, classes, inputSize }: ArchitectureOptions): Graph {
  const b = graphBuilder({ name: 'one', channels, height: inputSize, width: inputSize });
  const x = b.globalAveragePool('average', b.conv('conv', b.input, { channels: 4, kernel: 1 }));
  return b.build(b.linear('logits', b.flatten('flatten', x), { features: classes }));
}

/** A plugin that brings weights; `change` spoils them. */
function withWeights(change: (weights: Map<string, Float32Array>) => Weights): ArchitecturePlugin {
  return {
    kind: 'architecture',
    apiVersion: API_VERSION,
    name: 'one-layer',
    family: 'plain',
    paper: { title: 'None', authors: 'Nobody', year: 2026, url: 'https://example.org' },
    options: architectureOptionsSchema,
    variants: [
      {
        id: 'one-layer',
        title: 'One layer',
        recipe: {
          source: 'made for tests',
          budget: { images: 64 },
          batchSize: 8,
          learningRate: 1e-3,
          optimizer: { kind: 'adam' },
          schedule: { kind: 'constant' },
          initialization: 'he',
        },
      },
    ],
    build(variant, options) {
      if (variant === 'one-layer') return build(options);
      throw new UserError('arch-one-layer', `There is no '${variant}'.`, 'Use one-layer.');
    },
    pretrained: (_variant, options) => ({
      origin: 'made for tests',
      sha256: 'ab'.repeat(32),
      notes: [],
      read: () => change(new Map(initializeWeights(build(options), { scheme: 'he', seed: 1 }))),
    }),
  };
}

function failures(plugin: ArchitecturePlugin): Promise<string[]> {
  return failingTests((framework) => testArchitecture(plugin, framework));
}

testArchitecture(
  withWeights((weights) => weights),
  { describe, it, expect },
);

it('finds weights that are not those of the network', async () => {
  const name = ['comes with values for every parameter, or says that it has none'];
  const lacking = withWeights((weights) => new Map([...weights].slice(1)));
  const short = withWeights(
    (weights) => new Map([...weights].map(([each, values]) => [each, values.slice(1)])),
  );
  expect(await failures(lacking)).toEqual(name);
  expect(await failures(short)).toEqual(name);
});
