import { z } from 'zod';

const sgdSchema = z.strictObject({
  kind: z.literal('sgd'),
  momentum: z.number().min(0).lt(1).default(0),
  nesterov: z.boolean().default(false),
  weightDecay: z.number().min(0).default(0),
});

const adamSchema = z.strictObject({
  kind: z.literal('adam'),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  weightDecay: z.number().min(0).default(0),
});

/** With PyTorch's semantics. */
export const optimizerSchema = z.discriminatedUnion('kind', [sgdSchema, adamSchema]);
export type Optimizer = z.infer<typeof optimizerSchema>;

/** Factor on the recipe's learning rate at a step; every schedule may start with a linear warm-up. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('constant'),
    warmupSteps: z.int().min(0).default(0),
  }),
  z.strictObject({
    kind: z.literal('cosine'),
    warmupSteps: z.int().min(0).default(0),
    /** Where the cosine ends, as a fraction of the peak. */
    finalFraction: z.number().min(0).max(1).default(0),
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

export const initializationSchema = z.enum(['he', 'xavier', 'truncated-normal']);
export type Initialization = z.infer<typeof initializationSchema>;

/** How much to train: a number of epochs, or of images (a part of an epoch, or several). */
export const budgetSchema = z.union([
  z.strictObject({ epochs: z.number().positive() }),
  z.strictObject({ images: z.int().positive() }),
]);
export type Budget = z.infer<typeof budgetSchema>;

/** Everything that decides what a training computes, apart from network, data and seed. Recipes are data. */
export const recipeSchema = z.strictObject({
  /** Where these values come from: a paper's section, or a measurement of ours. */
  source: z.string().min(1),
  budget: budgetSchema,
  batchSize: z.int().positive(),
  learningRate: z.number().positive(),
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  initialization: initializationSchema,
  labelSmoothing: z.number().min(0).lt(1).default(0),
});
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;
