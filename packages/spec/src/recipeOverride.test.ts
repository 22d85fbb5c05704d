import { expect, it } from 'vitest';
import { recipeOverrideSchema } from './recipeOverride.js';

it('takes nothing from an override that says nothing', () => {
  expect(recipeOverrideSchema.parse({})).toEqual({});
  expect(recipeOverrideSchema.parse({ batchSize: 8 })).toEqual({ batchSize: 8 });
});

it('refuses what a recipe refuses', () => {
  expect(recipeOverrideSchema.safeParse({ labelSmoothing: 1 }).success).toBe(false);
  expect(recipeOverrideSchema.safeParse({ lr: 1 }).success).toBe(false);
});

it('takes a name for itself', () => {
  expect(recipeOverrideSchema.parse('paper')).toEqual({ name: 'paper' });
  expect(recipeOverrideSchema.parse({ name: 'paper', batchSize: 8 })).toEqual({
    name: 'paper',
    batchSize: 8,
  });
});

it('takes null for what a recipe need not have, and for nothing else', () => {
  const nulls = { clipNorm: null, weightAverage: null, validation: null, augmentation: null };
  expect(recipeOverrideSchema.parse(nulls)).toEqual(nulls);
  expect(recipeOverrideSchema.safeParse({ optimizer: null }).success).toBe(false);
});

it('does not take whose budget it is, which the plan knows', () => {
  expect(recipeOverrideSchema.safeParse({ budgetBasis: 'equal-time' }).success).toBe(false);
});
