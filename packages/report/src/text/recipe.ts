import { percent } from '@convbench/spec';
import type { AugmentationStep, Recipe, Schedule } from '@convbench/spec';
import { joinList } from '../format/list.js';
import { formatNumber } from '../format/number.js';

/** Number as it stands in a recipe, never rounded: '0.001'. */
const exact = (value: number) => String(value);

/** A part of the budget or the images: '20 %', '33.3 %'. */
const share = (part: number) => percent(part, { digits: 3 }).replace(' ', '\u00a0');

function optimizerText({ optimizer }: Recipe): string {
  const on = optimizer.weightDecayOn === 'weights' ? ' on weights only' : '';
  const decay = `weight decay ${exact(optimizer.weightDecay)}${on}`;
  switch (optimizer.kind) {
    case 'sgd': {
      const momentum = `${optimizer.nesterov ? 'Nesterov ' : ''}momentum ${exact(optimizer.momentum)}`;
      return `SGD, ${momentum}, ${decay}`;
    }
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = optimizer;
      const name = optimizer.kind === 'adam' ? 'Adam' : 'AdamW';
      return `${name}, β₁ ${exact(beta1)}, β₂ ${exact(beta2)}, ε ${exact(epsilon)}, ${decay}`;
    }
    case 'rmsprop': {
      const { form, momentum, epsilon, initialMeanSquare } = optimizer;
      const whose = form === 'pytorch' ? 'PyTorch' : 'TensorFlow';
      const start =
        form === 'tensorflow' ? `, mean square from ${exact(initialMeanSquare ?? 1)}` : '';
      return `RMSProp as in ${whose}, decay ${exact(optimizer.decay)}, momentum ${exact(momentum)}, ε ${exact(epsilon)}${start}, ${decay}`;
    }
  }
}

const plural = (count: number) => (count === 1 ? 'epoch' : `${exact(count)} epochs`);

function shapeText({ schedule }: Recipe): string {
  switch (schedule.kind) {
    case 'constant':
      return 'constant';
    case 'step':
      return `times ${exact(schedule.factor)} every ${plural(schedule.everyEpochs)}`;
    case 'exponential':
      return `falling evenly by the factor ${exact(schedule.factor)} every ${plural(schedule.everyEpochs)}`;
    case 'milestones': {
      const places = (text: (place: number) => string) => schedule.milestones.map(text).join(', ');
      const of =
        schedule.of === 'epochs' ? `epochs ${places(exact)}` : `${places(share)} of the budget`;
      return `times ${exact(schedule.factor)} at ${of}`;
    }
    case 'polynomial':
      return `polynomial of power ${exact(schedule.power)}`;
    case 'cosine':
      return `cosine to ${exact(schedule.finalFraction)} of the peak`;
    case 'one-cycle': {
      const { initialFraction, finalFraction, peakAt } = schedule;
      return `one cycle from ${exact(initialFraction)} of the peak to it at ${share(peakAt)} of the budget, then to ${exact(finalFraction)}`;
    }
  }
}

function budgetText({ budget }: Recipe): string {
  if ('epochs' in budget) return `${exact(budget.epochs)} epochs`;
  if ('images' in budget) return `${formatNumber(budget.images)} images`;
  return `${exact(budget.seconds)} s of training`;
}

const BASIS = {
  'own-recipe': "the network's own",
  'equal-images': 'equal images for all networks',
  'equal-time': 'equal time for all networks',
} as const satisfies Record<NonNullable<Recipe['budgetBasis']>, string>;

function validationText({
  fraction,
  keep,
  patienceEpochs,
  minimumGain,
}: NonNullable<Recipe['validation']>): string {
  const kept = keep === 'best' ? 'weights of the best epoch kept' : 'last weights kept';
  const stop =
    patienceEpochs === undefined
      ? ''
      : `, stopped after ${plural(patienceEpochs)} without a gain of more than ${exact(minimumGain)}`;
  return `${share(fraction)} of the training images held out, ${kept}${stop}`;
}

/** Every value of one rule, as it stands in the recipe. */
function augmentationText({ kind, ...values }: AugmentationStep): string {
  const listed = Object.entries(values).map(([name, value]) => `${name} ${String(value)}`);
  return [kind, ...listed].join(' ');
}

function warmupText({ warmupSteps, warmupEpochs, warmupPart }: Schedule): string {
  const lengths = [
    ...(warmupPart === undefined ? [] : [`${share(warmupPart)} of the budget`]),
    ...(warmupEpochs === undefined ? [] : [`${exact(warmupEpochs)} epochs`]),
    ...(warmupSteps === 0 ? [] : [`${formatNumber(warmupSteps)} steps`]),
  ];
  return lengths.length === 0
    ? ', no warm-up'
    : ` after a warm-up of ${joinList(lengths).join('')}`;
}

/** Every value of a recipe, as name and text. */
export function recipeRows(recipe: Recipe): readonly (readonly [name: string, value: string])[] {
  const { name, budgetBasis, auxiliaryWeight, clipNorm, weightAverage } = recipe;
  const { augmentation, mixup, validation } = recipe;
  const present = (
    row: string,
    text: string | undefined,
  ): readonly (readonly [string, string])[] => (text === undefined ? [] : [[row, text]]);
  return [
    ...present('Recipe', name),
    ['Budget', budgetText(recipe)],
    ...present('Budget from', budgetBasis && BASIS[budgetBasis]),
    ['Batch', formatNumber(recipe.batchSize)],
    ['Learning rate', exact(recipe.learningRate)],
    ['Optimizer', optimizerText(recipe)],
    ['Schedule', `${shapeText(recipe)}${warmupText(recipe.schedule)}`],
    ['Initial weights', recipe.initialization],
    ['Label smoothing', exact(recipe.labelSmoothing)],
    ...present(
      'Auxiliary heads',
      auxiliaryWeight === undefined ? undefined : `weight ${exact(auxiliaryWeight)}`,
    ),
    ...present('Gradient clipping', clipNorm === undefined ? undefined : `norm ${exact(clipNorm)}`),
    ...present(
      'Average of weights',
      weightAverage &&
        `decay ${exact(weightAverage.decay)}${weightAverage.rampUp ? ', ramped up' : ''}`,
    ),
    ...present('Augmentation', augmentation?.map(augmentationText).join('; ')),
    ...present('Mixup', mixup && `alpha ${exact(mixup.alpha)}`),
    ...present('Validation', validation && validationText(validation)),
    ['Source', recipe.source],
  ];
}
