import type { RecipeInput } from '@convbench/spec';
import { expect, it } from 'vitest';
import { completeRecipe } from './completeRecipe.js';

const own: RecipeInput = {
  source: 'The paper.',
  budget: { epochs: 1 },
  batchSize: 64,
  learningRate: 0.1,
  optimizer: { kind: 'sgd', momentum: 0.9 },
  schedule: { kind: 'cosine' },
  initialization: 'he',
  labelSmoothing: 0.1,
};

it('is the own one, completed, without overrides', () => {
  expect(completeRecipe('net', own, {})).toEqual({
    ...own,
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
    schedule: { kind: 'cosine', warmupSteps: 0, finalFraction: 0 },
  });
});

it('lets the entry override the matrix, and says so', () => {
  const recipe = completeRecipe('net', own, { batchSize: 8, learningRate: 1 }, { batchSize: 16 });
  expect(recipe).toMatchObject({
    batchSize: 16,
    learningRate: 1,
    labelSmoothing: 0.1,
    source: 'The paper. Set by the config: batchSize, learningRate.',
  });
  expect(completeRecipe('net', own, { source: 'Mine.', batchSize: 8 }).source).toBe('Mine.');
});

it('refuses a recipe of a plugin that is not valid', () => {
  expect(() => completeRecipe('net', { ...own, learningRate: 0 }, {})).toThrow(
    "The recipe of 'net' is not valid: recipe.learningRate is 0",
  );
});
