import { recipeSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { givenWeightsKey, trainedWeightsKey } from './weightsKey.js';
import type { TrainingIdentity } from './weightsKey.js';

const identity: TrainingIdentity = {
  graphSha256: 'g',
  dataset: {
    name: 'd',
    checksum: 'c',
    inputSize: 32,
    channels: 1,
    preprocessing: 'p',
    normalization: { mean: [0.5], standardDeviation: [0.25] },
  },
  recipe: recipeSchema.parse({
    source: 'here',
    budget: { images: 10 },
    batchSize: 1,
    learningRate: 1,
    optimizer: { kind: 'adam' },
    schedule: { kind: 'constant' },
    initialization: 'he',
  }),
  seed: 1,
  backend: { name: 'b', device: 'cpu', engineVersion: '1' },
};

it('is the same for the same training, wherever its values are from', () => {
  const said = { source: 'elsewhere', name: 'paper', budgetBasis: 'equal-images' } as const;
  const recipe = { ...identity.recipe, ...said };
  expect(trainedWeightsKey({ ...identity, recipe })).toBe(trainedWeightsKey(identity));
  expect(trainedWeightsKey(identity)).toMatch(/^[0-9a-f]{32}$/);
});

it('stays what it was, so that the weights of earlier versions are found', () => {
  expect(trainedWeightsKey(identity)).toBe('c1179b3cf13d754fc4d097ff1bf778c8');
  const nothing = { trainedGraphSha256: undefined, tf32: undefined, machine: undefined };
  const transfer = { sha256: 's', freeze: undefined };
  expect(trainedWeightsKey({ ...identity, ...nothing, transfer })).toBe(
    '96e2f84863ce73abb3af473f5c8008db',
  );
});

it('stays what it was for weights that are not trained, too', () => {
  const { graphSha256, dataset } = identity;
  expect(givenWeightsKey({ graphSha256, weightsSha256: 'w', dataset })).toBe(
    '497edd27158d14763417245d008fb685',
  );
});

describe('is another for another', () => {
  const { dataset, recipe, backend } = identity;
  const { normalization } = dataset;
  it.each<[string, Partial<TrainingIdentity>]>([
    ['graph', { graphSha256: 'h' }],
    ['data', { dataset: { ...dataset, checksum: 'x' } }],
    ['size', { dataset: { ...dataset, inputSize: 28 } }],
    ['preprocessing', { dataset: { ...dataset, preprocessing: 'q' } }],
    ['mean', { dataset: { ...dataset, normalization: { ...normalization, mean: [0.4] } } }],
    ['scale', { dataset: { ...dataset, normalization: { ...normalization, scale: 1 } } }],
    [
      'order',
      { dataset: { ...dataset, normalization: { ...normalization, channelOrder: 'bgr' } } },
    ],
    ['learning rate', { recipe: { ...recipe, learningRate: 2 } }],
    ['initialisation', { recipe: { ...recipe, initialization: 'xavier' } }],
    ['seed', { seed: 2 }],
    ['engine version', { backend: { ...backend, engineVersion: '2' } }],
    ['auxiliary heads', { trainedGraphSha256: 'h' }],
    ['machine', { machine: { cpuModel: 'm', threads: 2 } }],
    ['clipping', { recipe: { ...recipe, clipNorm: 1 } }],
    ['device', { backend: { ...backend, device: 'webgpu' } }],
  ])('%s', (_name, change) => {
    expect(trainedWeightsKey({ ...identity, ...change })).not.toBe(trainedWeightsKey(identity));
  });
});
