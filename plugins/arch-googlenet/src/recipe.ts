/** How the Inception networks were trained, and what of it their recipes for small images take. */
import type { RecipeInput } from '@convbench/spec';

const augmentation: RecipeInput['augmentation'] = [
  { kind: 'random-resized-crop' },
  { kind: 'horizontal-flip' },
];

/** Weight of each of V1's two heads (section 5). */
export const V1_HEAD_WEIGHT = 0.3;

/** Going Deeper with Convolutions, section 6; what it leaves open is that of Caffe's bvlc_googlenet. */
const v1: RecipeInput = {
  source:
    'Going Deeper with Convolutions, section 6: momentum 0.9, a rate that falls by 4 % every 8 epochs, averaged weights, ' +
    'crops of 8 to 100 % of the area, mirrored. Rate 0.01, batch 32, weight decay 2e-4 and 10 million steps, which are ' +
    "250 epochs of ImageNet, are those of Caffe's bvlc_googlenet; decay of the average 0.9999, He start and no changes " +
    'of colour are ours.',
  budget: { epochs: 250 },
  batchSize: 32,
  learningRate: 0.01,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 2e-4 },
  schedule: { kind: 'step', factor: 0.96, everyEpochs: 8 },
  initialization: 'he',
  weightAverage: { decay: 0.9999 },
  augmentation,
};
export const v1Paper: RecipeInput = {
  ...v1,
  source: `${v1.source} Heads weigh 0.3 (section 5).`,
  auxiliaryWeight: V1_HEAD_WEIGHT,
};
export const v1PaperWithoutHeads: RecipeInput = {
  ...v1,
  source: `${v1.source} This form has no auxiliary heads.`,
};

/** Batch Normalization, section 4.2: BN-x5, beside V1's own recipe. */
export const v2Paper: RecipeInput = {
  source:
    'Batch Normalization, section 4.2, the network BN-x5: rate 0.0075 at batch 32, which falls six times as fast as that ' +
    "of V1, a fifth of V1's weight decay, 2.1 million steps, which are 52 epochs of ImageNet. Momentum and crops as for " +
    'V1; He start is ours.',
  budget: { epochs: 52 },
  batchSize: 32,
  learningRate: 0.0075,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 4e-5 },
  schedule: { kind: 'step', factor: 0.96, everyEpochs: 8 / 6 },
  initialization: 'he',
  augmentation,
};

/** RMSProp and what goes with it, in V3 and its successors. */
const inception = {
  batchSize: 32,
  learningRate: 0.045,
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
  initialization: 'he',
  weightAverage: { decay: 0.9999 },
} as const satisfies Partial<RecipeInput>;

const STATED =
  'RMSProp with decay 0.9 and epsilon 1, rate 0.045 at batch 32, which falls by 6 % every two epochs, averaged weights';
const TAKEN =
  "Momentum 0.9, weight decay 4e-5 and decay of the average 0.9999 are those of the authors' code; He start is ours";

export interface InceptionRecipe {
  /** Of the paper. */
  readonly section: string;
  /** What stands there of `values`, as the end of a sentence. */
  readonly stated: string;
  /** Of the published training. */
  readonly epochs: number;
  readonly values: Pick<RecipeInput, 'labelSmoothing' | 'clipNorm' | 'auxiliaryWeight'>;
}

/** As it was published. */
export function inceptionPaper({ section, stated, epochs, values }: InceptionRecipe): RecipeInput {
  return {
    ...inception,
    ...values,
    source: `${section}: ${STATED}${stated && `, ${stated}`}; about ${epochs} epochs. ${TAKEN}.`,
    budget: { epochs },
    augmentation,
  };
}

/**
 * For small images and few steps. The published rule does not learn there: with an epsilon of 1 it is momentum with one
 * rate for all layers, whose gradients differ by orders of magnitude before the first steps, and the rate has no time to
 * fall.
 */
export function inceptionRecipe({ section, stated, values }: InceptionRecipe): RecipeInput {
  return {
    ...values,
    source:
      'Our measurement on Fashion-MNIST at 96 px: V4 stays at chance for 400 steps of its paper, and gets 55 % of the test ' +
      'images right after 200 of these.' +
      (stated && ` Of ${section}: ${stated}.`),
    budget: { images: 24_000 },
    batchSize: 32,
    learningRate: 0.001,
    optimizer: { kind: 'adam' },
    schedule: { kind: 'cosine', warmupSteps: 100 },
    initialization: 'he',
    weightAverage: inception.weightAverage,
  };
}

/** Of V4 and both Inception-ResNets. */
export const V4_RECIPE: InceptionRecipe = {
  section: 'Inception-v4, section 4',
  stated: '',
  // Where the curves of its figures end.
  epochs: 160,
  values: {},
};
