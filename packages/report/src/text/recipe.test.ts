import { recipeSchema } from '@convbench/spec';
import type { Recipe } from '@convbench/spec';
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
      Schedule: 'cosine to 0.01 of the peak after a warm-up of 100 steps',
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
    expect(rows['Schedule']).toBe('constant, no warm-up');
    expect(rows['Budget']).toBe('120\u202f000 images');
  });

  it('print every kind of warm-up', () => {
    const warmup = (given: Partial<Recipe['schedule']>) => {
      const schedule = { kind: 'constant', warmupSteps: 0, ...given } as const;
      return recipeRows({ ...recipe, schedule: schedule as Recipe['schedule'] })
        .find(([name]) => name === 'Schedule')?.[1]
        .replace('constant after a warm-up of ', '');
    };
    expect(warmup({ warmupPart: 0.2 })).toBe('20\u00a0% of the budget');
    expect(warmup({ warmupEpochs: 5 })).toBe('5 epochs');
    expect(warmup({ warmupPart: 0.1, warmupEpochs: 5, warmupSteps: 10 })).toBe(
      '10\u00a0% of the budget, 5 epochs and 10 steps',
    );
  });

  it('print parts of the budget as a reader says them', () => {
    const milestones = [1 / 3, 2 / 3];
    const schedule = { kind: 'milestones', factor: 0.1, milestones, of: 'budget' } as const;
    const rows = recipeRows({ ...recipe, schedule: { ...schedule, warmupSteps: 50 } });
    expect(Object.fromEntries(rows)['Schedule']).toBe(
      'times 0.1 at 33.3\u00a0%, 66.7\u00a0% of the budget after a warm-up of 50 steps',
    );
  });

  it('print what only some recipes have', () => {
    const rows = Object.fromEntries(
      recipeRows(
        recipeSchema.parse({
          ...recipe,
          name: 'paper',
          budget: { seconds: 90 },
          budgetBasis: 'equal-time',
          optimizer: {
            kind: 'rmsprop',
            form: 'tensorflow',
            decay: 0.9,
            momentum: 0.9,
            epsilon: 1,
            weightDecay: 4e-5,
            weightDecayOn: 'weights',
          },
          schedule: { kind: 'step', factor: 0.94, everyEpochs: 2 },
          auxiliaryWeight: 0.4,
          clipNorm: 2,
          weightAverage: { decay: 0.9999 },
          augmentation: [{ kind: 'horizontal-flip' }],
          validation: { fraction: 0.1, patienceEpochs: 3 },
        }),
      ),
    );
    expect(rows).toMatchObject({
      Recipe: 'paper',
      Budget: '90 s of training',
      'Budget from': 'equal time for all networks',
      Optimizer:
        'RMSProp as in TensorFlow, decay 0.9, momentum 0.9, ε 1, mean square from 1, ' +
        'weight decay 0.00004 on weights only',
      Schedule: 'times 0.94 every 2 epochs, no warm-up',
      'Auxiliary heads': 'weight 0.4',
      'Gradient clipping': 'norm 2',
      'Average of weights': 'decay 0.9999, ramped up',
      Augmentation: 'horizontal-flip probability 0.5',
      Validation:
        '10\u00a0% of the training images held out, weights of the best epoch kept, ' +
        'stopped after 3 epochs without a gain of more than 0',
    });
  });
});
