import { expect, it } from 'vitest';
import { recipeOverrideSchema } from './config.js';

it('takes nothing from an override that says nothing', () => {
  expect(recipeOverrideSchema.parse({})).toEqual({});
  expect(recipeOverrideSchema.parse({ batchSize: 8 })).toEqual({ batchSize: 8 });
});

it('refuses what a recipe refuses', () => {
  expect(recipeOverrideSchema.safeParse({ labelSmoothing: 1 }).success).toBe(false);
  expect(recipeOverrideSchema.safeParse({ lr: 1 }).success).toBe(false);
});
