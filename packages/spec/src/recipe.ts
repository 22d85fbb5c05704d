import { z } from 'zod';
import { augmentationSchema } from './augmentation.js';

/**
 * Which parameters decay: all of them, as in PyTorch, or only the weights of convolutions and linear layers, not biases
 * and the factors and shifts of normalisations (He et al. 2019, section 3.1). Absent: all.
 */
const decayed = {
  weightDecay: z.number().min(0).default(0),
  weightDecayOn: z.enum(['all', 'weights']).optional(),
};

const sgdSchema = z.strictObject({
  kind: z.literal('sgd'),
  momentum: z.number().min(0).lt(1).default(0),
  nesterov: z.boolean().default(false),
  ...decayed,
});

const adaptive = {
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
};

const adamSchema = z.strictObject({ kind: z.literal('adam'), ...adaptive, ...decayed });

/** The decay is taken from the parameter, not added to its gradient (Loshchilov and Hutter 2019). */
const adamwSchema = z.strictObject({
  kind: z.literal('adamw'),
  ...adaptive,
  ...decayed,
  weightDecay: z.number().min(0).default(0.01),
});

/**
 * Two rules go by this name, and with a large epsilon they differ by a third.
 * `pytorch`: the square root first, then epsilon; the mean square starts at 0; the learning rate is applied to the
 * momentum's sum. `tensorflow`: epsilon below the root; the mean square starts at 1, as in TensorFlow 1, unless
 * `initialMeanSquare` says 0, as in Keras; each step enters the momentum's sum with its own learning rate.
 */
const rmspropSchema = z.strictObject({
  kind: z.literal('rmsprop'),
  form: z.enum(['pytorch', 'tensorflow']),
  /** Of the mean square; PyTorch calls it alpha. */
  decay: z.number().min(0).lt(1),
  momentum: z.number().min(0).lt(1).default(0),
  epsilon: z.number().positive(),
  /** Of the form `tensorflow`. */
  initialMeanSquare: z.literal([0, 1]).optional(),
  ...decayed,
});

/** With PyTorch's semantics, but for the form of RMSProp that says otherwise. */
export const optimizerSchema = z.discriminatedUnion('kind', [
  sgdSchema,
  adamSchema,
  adamwSchema,
  rmspropSchema,
]);
export type Optimizer = z.infer<typeof optimizerSchema>;

/**
 * Steps in which the rate rises evenly to its peak. `warmupEpochs` adds those of so many epochs, `warmupPart` those of
 * such a part of the budget: it fits trainings of any length.
 */
const warmup = {
  warmupSteps: z.int().min(0).default(0),
  warmupEpochs: z.number().positive().optional(),
  warmupPart: z.number().gt(0).lt(1).optional(),
};
const epochs = z.number().positive();
const fraction = z.number().min(0).max(1);

/**
 * Factor on the recipe's learning rate at a step; every schedule may start with a linear warm-up. Epochs count from the
 * beginning, the warm-up included; a shape over the whole budget begins after it.
 */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), ...warmup }),
  /** Multiplied by `factor` at the end of every `everyEpochs` epochs: { factor: 0.94, everyEpochs: 2 } is 6 % every two. */
  z.strictObject({
    kind: z.literal('step'),
    factor: z.number().positive(),
    everyEpochs: epochs,
    ...warmup,
  }),
  /** Multiplied by `factor` at each milestone: epochs, or parts of the budget. */
  z.strictObject({
    kind: z.literal('milestones'),
    factor: z.number().positive(),
    milestones: z.array(z.number().positive()).min(1),
    of: z.enum(['epochs', 'budget']).default('epochs'),
    ...warmup,
  }),
  /** As `step`, but falling at every step. */
  z.strictObject({
    kind: z.literal('exponential'),
    factor: z.number().positive(),
    everyEpochs: epochs,
    ...warmup,
  }),
  /** (1 - progress) ^ power */
  z.strictObject({ kind: z.literal('polynomial'), power: z.number().positive(), ...warmup }),
  z.strictObject({
    kind: z.literal('cosine'),
    /** Where the cosine ends, as a fraction of the peak. */
    finalFraction: fraction.default(0),
    ...warmup,
  }),
  /** PyTorch's OneCycleLR with two phases and a fixed momentum: half a cosine up to the peak, another one down. */
  z.strictObject({
    kind: z.literal('one-cycle'),
    initialFraction: fraction.default(0.04),
    finalFraction: fraction.default(4e-6),
    /** Where the peak is, as a part of the budget. */
    peakAt: z.number().gt(0).lt(1).default(0.3),
    ...warmup,
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

export const initializationSchema = z.enum(['he', 'xavier', 'truncated-normal']);
export type Initialization = z.infer<typeof initializationSchema>;

/**
 * How much to train: a number of epochs, of images (a part of an epoch, or several), or seconds of training on this
 * machine, data included. What seconds reach depends on the machine and its load; the others give the same bits again.
 */
export const budgetSchema = z.union([
  z.strictObject({ epochs: z.number().positive() }),
  z.strictObject({ images: z.int().positive() }),
  z.strictObject({ seconds: z.number().positive() }),
]);
export type Budget = z.infer<typeof budgetSchema>;

/**
 * Whose budget it is: that of the network's own recipe, or one that the matrix gives to all of them. A reader compares
 * accuracies under it.
 */
export const budgetBasisSchema = z.enum(['own-recipe', 'equal-images', 'equal-time']);
export type BudgetBasis = z.infer<typeof budgetBasisSchema>;

/**
 * A moving average of all parameters and running statistics, which is what is evaluated and kept: average' = decay *
 * average + (1 - decay) * value. With `rampUp` the decay is at most (1 + t) / (10 + t) in step t, counted from 1, as
 * TensorFlow has it, so that a short training is no average of its beginning.
 */
export const weightAverageSchema = z.strictObject({
  decay: z.number().gt(0).lt(1),
  rampUp: z.boolean().default(true),
});
export type WeightAverage = z.infer<typeof weightAverageSchema>;

/** A part of the training split that is not trained on, evaluated after every epoch. */
export const validationSchema = z.strictObject({
  /** Of the training images, chosen by the seed. */
  fraction: z.number().gt(0).lt(1),
  /** Which weights are kept: of the epoch with the highest top-1 there, or of the last step. */
  keep: z.enum(['best', 'last']).default('best'),
  /** Stops after so many epochs without a gain. Absent: never. */
  patienceEpochs: z.int().positive().optional(),
  /** What counts as a gain of top-1, as a fraction. */
  minimumGain: z.number().min(0).default(0),
});
export type Validation = z.infer<typeof validationSchema>;

/**
 * Each image of a batch is weight times itself plus (1 - weight) times the one before it, and so is its loss; the weight is
 * one number per batch from Beta(alpha, alpha) (Zhang et al. 2018, torchvision's MixUp).
 */
export const mixupSchema = z.strictObject({ alpha: z.number().positive() });
export type Mixup = z.infer<typeof mixupSchema>;

/** Everything that decides what a training computes, apart from network, data and seed. Recipes are data. */
export const recipeSchema = z.strictObject({
  /** Which of the variant's recipes it is: 'default', or a key of its `recipes`. Filled in by the plan. */
  name: z.string().min(1).optional(),
  /** Where these values come from: a paper's section, or a measurement of ours. */
  source: z.string().min(1),
  budget: budgetSchema,
  /** Filled in by the plan. */
  budgetBasis: budgetBasisSchema.optional(),
  batchSize: z.int().positive(),
  learningRate: z.number().positive(),
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  initialization: initializationSchema,
  labelSmoothing: z.number().min(0).lt(1).default(0),
  /** Factor on the loss of each auxiliary head, which are then added for the training and dropped after it. */
  auxiliaryWeight: z.number().positive().optional(),
  /** All gradients are scaled down together where the norm of them all is larger, as PyTorch's clip_grad_norm_. */
  clipNorm: z.number().positive().optional(),
  weightAverage: weightAverageSchema.optional(),
  /** Absent: images as they are. */
  augmentation: augmentationSchema.optional(),
  /** Absent: images are not mixed with each other. */
  mixup: mixupSchema.optional(),
  /** Absent: every training image is trained on, and the weights of the last step are kept. */
  validation: validationSchema.optional(),
});
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;
