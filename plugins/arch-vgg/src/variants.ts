/** What VGG's variants are called, what is published of them, and how they are trained. */
import type { PublishedFigures, RecipeInput, Variant } from '@convbench/spec';

const MEASURED = 'Our measurement on Fashion-MNIST at 32 px, for VGG-11 at a quarter of its width';
const recipe: RecipeInput = {
  source: `${MEASURED}.`,
  budget: { images: 30_000 },
  batchSize: 128,
  learningRate: 1e-3,
  optimizer: { kind: 'adam' },
  schedule: { kind: 'cosine', warmupSteps: 100 },
  initialization: 'he',
};
const deeperRecipe: RecipeInput = { ...recipe, source: `${MEASURED}; not tuned for deeper ones.` };

const NORMALIZED =
  "torchvision's form with batch normalisation, which the paper does not have; convolutions keep their biases.";
const normalizedRecipe: RecipeInput = {
  source:
    "torchvision's training script: momentum 0.9, weight decay 1e-4, learning rate 0.1 at batch 256, here 0.05 at 128. " +
    'Ours: a cosine after a warm-up, where it divides the rate by 10 every 30 epochs, and 30,000 images instead of ' +
    '90 epochs; tried with VGG-11 at a quarter of its width only.',
  budget: { images: 30_000 },
  batchSize: 128,
  learningRate: 0.05,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
  schedule: { kind: 'cosine', warmupSteps: 100 },
  initialization: 'he',
};

/** What both published recipes have. */
const full = {
  batchSize: 256,
  initialization: 'he',
  augmentation: [{ kind: 'random-resized-crop' }, { kind: 'horizontal-flip' }],
} satisfies Partial<RecipeInput>;
const paperRecipe: RecipeInput = {
  ...full,
  source:
    'The paper, section 3.1: momentum 0.9, weight decay 5e-4, learning rate 0.01 at batch 256, divided by 10 three times, ' +
    '74 epochs, mirrored crops. Ours: the rate falls at quarters of the budget, where the paper waits for plateaus; He ' +
    "start in place of pretrained layers; torchvision's crops; no changes of colour.",
  budget: { epochs: 74 },
  learningRate: 0.01,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: 'milestones', factor: 0.1, milestones: [0.25, 0.5, 0.75], of: 'budget' },
};
const normalizedPaperRecipe: RecipeInput = {
  ...full,
  source:
    "torchvision's training script: momentum 0.9, weight decay 1e-4, learning rate 0.1 at batch 256, divided by 10 every " +
    '30 epochs, 90 epochs, mirrored crops.',
  budget: { epochs: 90 },
  learningRate: 0.1,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
  schedule: { kind: 'step', factor: 0.1, everyEpochs: 30 },
};

/** The networks of the paper and of torchvision. */
const imageNet = { classes: 1000, channels: 3, inputSize: 224, width: 1 };

function torchvision(
  trainableParameters: number,
  macs: number,
  top1: number,
  top5: number,
): PublishedFigures {
  const source = 'torchvision 0.29.2, centre crop; counted with PyTorch 2.15';
  return { options: imageNet, trainableParameters, macs, top1, top5, source };
}

function paper(trainableParameters: number, top1: number, top5: number): PublishedFigures {
  const source = 'the paper: table 2; table 3, one scale of 256, dense evaluation';
  return { options: imageNet, trainableParameters, top1, top5, source };
}

function lecture(inputSize: number, trainableParameters: number, macs: number): PublishedFigures {
  return {
    options: { classes: 10, channels: 1, inputSize, width: 0.25 },
    trainableParameters,
    macs,
    source: 'D2L, chapter VGG, channels divided by 4; counted with PyTorch 2.15',
  };
}

export const vggVariants: readonly Variant[] = [
  {
    id: 'vgg11',
    title: 'VGG-11',
    aliases: ['vgg-11'],
    note:
      'Configuration A. Its first layers are gentle already: both stems are the same. The first hidden layer ' +
      'depends on the input size (D2L); torchvision pools any input to 7x7 instead, which agrees at 224 px.',
    published: [
      torchvision(132_863_336, 7_609_090_048, 0.6902, 0.88628),
      paper(133e6, 0.704, 0.896),
      lecture(96, 22_121_802, 107_798_528),
      lecture(224, 43_093_322, 512_155_648),
    ],
    recipe,
    recipes: { paper: paperRecipe },
  },
  {
    id: 'vgg13',
    title: 'VGG-13',
    aliases: ['vgg-13'],
    note: 'Configuration B: two convolutions in each stage.',
    published: [
      torchvision(133_047_848, 11_308_466_176, 0.69928, 0.89246),
      paper(133e6, 0.713, 0.901),
    ],
    recipe: deeperRecipe,
    recipes: { paper: paperRecipe },
  },
  {
    id: 'vgg16',
    title: 'VGG-16',
    aliases: ['vgg-16'],
    note: 'Configuration D; C, which has the same depth, uses 1x1 convolutions in three places.',
    published: [
      torchvision(138_357_544, 15_470_264_320, 0.71592, 0.90382),
      paper(138e6, 0.73, 0.912),
    ],
    recipe: deeperRecipe,
    recipes: { paper: paperRecipe },
  },
  {
    id: 'vgg19',
    title: 'VGG-19',
    aliases: ['vgg-19'],
    note: 'Configuration E: four convolutions in each of the last three stages.',
    published: [
      torchvision(143_667_240, 19_632_062_464, 0.72376, 0.90876),
      paper(144e6, 0.727, 0.91),
    ],
    recipe: deeperRecipe,
    recipes: { paper: paperRecipe },
  },
  {
    id: 'vgg11-bn',
    title: 'VGG-11 (BN)',
    aliases: ['vgg11_bn', 'vgg-11-bn'],
    note: NORMALIZED,
    published: [torchvision(132_868_840, 7_609_090_048, 0.7037, 0.8981)],
    recipe: normalizedRecipe,
    recipes: { paper: normalizedPaperRecipe },
  },
  {
    id: 'vgg13-bn',
    title: 'VGG-13 (BN)',
    aliases: ['vgg13_bn', 'vgg-13-bn'],
    note: NORMALIZED,
    published: [torchvision(133_053_736, 11_308_466_176, 0.71586, 0.90374)],
    recipe: normalizedRecipe,
    recipes: { paper: normalizedPaperRecipe },
  },
  {
    id: 'vgg16-bn',
    title: 'VGG-16 (BN)',
    aliases: ['vgg16_bn', 'vgg-16-bn'],
    note: NORMALIZED,
    published: [torchvision(138_365_992, 15_470_264_320, 0.7336, 0.91516)],
    recipe: normalizedRecipe,
    recipes: { paper: normalizedPaperRecipe },
  },
  {
    id: 'vgg19-bn',
    title: 'VGG-19 (BN)',
    aliases: ['vgg19_bn', 'vgg-19-bn'],
    note: NORMALIZED,
    published: [torchvision(143_678_248, 19_632_062_464, 0.74218, 0.91842)],
    recipe: normalizedRecipe,
    recipes: { paper: normalizedPaperRecipe },
  },
];
