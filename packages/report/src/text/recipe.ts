import type { Recipe } from '@convbench/spec';
import { formatNumber } from '../format/number.js';

/** Number as it stands in a recipe, never rounded: '0.001'. */
const exact = (value: number) => String(value);

function optimizerText({ optimizer }: Recipe): string {
  const decay = `weight decay ${exact(optimizer.weightDecay)}`;
  if (optimizer.kind === 'sgd') {
    const momentum = `${optimizer.nesterov ? 'Nesterov ' : ''}momentum ${exact(optimizer.momentum)}`;
    return `SGD, ${momentum}, ${decay}`;
  }
  const { beta1, beta2, epsilon } = optimizer;
  return `Adam, β₁ ${exact(beta1)}, β₂ ${exact(beta2)}, ε ${exact(epsilon)}, ${decay}`;
}

function scheduleText({ schedule }: Recipe): string {
  const warmup = `${formatNumber(schedule.warmupSteps)} steps of warm-up`;
  if (schedule.kind === 'constant') return `constant after ${warmup}`;
  return `cosine to ${exact(schedule.finalFraction)} of the peak after ${warmup}`;
}

/** Every value of a recipe, as name and text. */
export function recipeRows(recipe: Recipe): readonly (readonly [name: string, value: string])[] {
  const { budget } = recipe;
  return [
    [
      'Budget',
      'epochs' in budget
        ? `${exact(budget.epochs)} epochs`
        : `${formatNumber(budget.images)} images`,
    ],
    ['Batch', formatNumber(recipe.batchSize)],
    ['Learning rate', exact(recipe.learningRate)],
    ['Optimizer', optimizerText(recipe)],
    ['Schedule', scheduleText(recipe)],
    ['Initial weights', recipe.initialization],
    ['Label smoothing', exact(recipe.labelSmoothing)],
    ['Source', recipe.source],
  ];
}
