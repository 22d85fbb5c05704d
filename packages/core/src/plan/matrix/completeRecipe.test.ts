import type { RecipeInput } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { completeRecipe } from './completeRecipe.js';

const recipe: RecipeInput = {
  source: 'The paper.',
  budget: { epochs: 1 },
  batchSize: 64,
  learningRate: 0.1,
  optimizer: { kind: 'sgd', momentum: 0.9 },
  schedule: { kind: 'cosine' },
  initialization: 'he',
  labelSmoothing: 0.1,
  clipNorm: 2,
};
const net = { id: 'net', recipe };

describe('completeRecipe', () => {
  it('is the own one, completed, without overrides', () => {
    expect(completeRecipe(net, {})).toEqual({
      ...recipe,
      name: 'default',
      budgetBasis: 'own-recipe',
      optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
      schedule: { kind: 'cosine', warmupSteps: 0, finalFraction: 0 },
    });
  });

  it('lets the entry override the matrix, and says so', () => {
    const completed = completeRecipe(net, { batchSize: 8, learningRate: 1 }, { batchSize: 16 });
    expect(completed).toMatchObject({
      batchSize: 16,
      learningRate: 1,
      labelSmoothing: 0.1,
      source: 'The paper. Set by the config: batchSize, learningRate.',
    });
    expect(completeRecipe(net, { source: 'Mine.', batchSize: 8 }).source).toBe('Mine.');
  });

  it('takes away what the config sets to null', () => {
    expect(completeRecipe(net, {}).clipNorm).toBe(2);
    const without = completeRecipe(net, { clipNorm: null });
    expect(Object.keys(without)).not.toContain('clipNorm');
    expect(without.source).toBe('The paper. Set by the config: clipNorm.');
  });

  it('takes the recipe of a name, under the overrides', () => {
    const variant = {
      ...net,
      recipes: { paper: { ...recipe, source: 'Section 3.', batchSize: 256 } },
    };
    const paper = completeRecipe(variant, { name: 'paper', learningRate: 0.2 });
    expect(paper).toMatchObject({ name: 'paper', batchSize: 256, learningRate: 0.2 });
    expect(paper.source).toBe('Section 3. Set by the config: learningRate.');
    expect(completeRecipe(variant, { name: 'paper' }, { name: 'default' }).batchSize).toBe(64);
    for (const name of ['papers', 'toString'])
      expect(() => completeRecipe(variant, { name })).toThrow(
        /no recipe '.*Use one of: default, paper\./,
      );
  });

  it.each([
    [{}, {}, 'own-recipe'],
    [{ budget: { images: 100 } }, {}, 'equal-images'],
    [{ budget: { epochs: 2 } }, {}, 'equal-images'],
    [{ budget: { seconds: 60 } }, {}, 'equal-time'],
    [{ budget: { seconds: 60 } }, { budget: { epochs: 2 } }, 'own-recipe'],
  ])('says whose budget it is: %j, %j', (matrix, entry, basis) => {
    expect(completeRecipe(net, matrix, entry).budgetBasis).toBe(basis);
  });

  it('refuses a recipe of a plugin that is not valid', () => {
    expect(() => completeRecipe({ id: 'net', recipe: { ...recipe, learningRate: 0 } }, {})).toThrow(
      "The recipe of 'net' is not valid: recipe.learningRate is 0",
    );
  });
});
