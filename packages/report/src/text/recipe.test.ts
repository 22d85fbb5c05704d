import { recipeSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { recipeRows } from './recipe.js';

const recipe = recipeSchema.parse({
  source: 'section 4',
  budget: { epochs: 1.5 },
  batchSize: 64,
  learningRate: 0.0005,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.00004 },
  schedule: { kind: 'cosine', warmupSteps: 100, finalFraction: 0.01 },
  initialization: 'he',
  labelSmoothing: 0.1,
});

describe('recipeRows', () => {
  it('print every value, unrounded', () => {
    expect(Object.fromEntries(recipeRows(recipe))).toEqual({
      Budget: '1.5 epochs',
      Batch: '64',
      'Learning rate': '0.0005',
      Optimizer: 'SGD, Nesterov momentum 0.9, weight decay 0.00004',
      Schedule: 'cosine to 0.01 of the peak after 100 steps of warm-up',
      'Initial weights': 'he',
      'Label smoothing': '0.1',
      Source: 'section 4',
    });
  });

  it('print Adam and a constant rate', () => {
    const rows = Object.fromEntries(
      recipeRows({
        ...recipe,
        budget: { images: 120_000 },
        optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
        schedule: { kind: 'constant', warmupSteps: 0 },
      }),
    );
    expect(rows['Optimizer']).toBe('Adam, β₁ 0.9, β₂ 0.999, ε 1e-8, weight decay 0');
    expect(rows['Schedule']).toBe('constant after 0 steps of warm-up');
    expect(rows['Budget']).toBe('120\u202f000 images');
  });
});
