import { z } from 'zod';

/** What the images that were held out say after an epoch. */
export const validationResultSchema = z.object({
  images: z.int(),
  /** As a fraction. */
  top1: z.number(),
  /** Mean cross-entropy, without label smoothing and auxiliary heads. */
  loss: z.number(),
});
export type ValidationResult = z.infer<typeof validationResultSchema>;

/** One epoch of a training, or the part of one at its end. */
export const epochPointSchema = z.object({
  /** Images seen over the images of an epoch. */
  epoch: z.number(),
  step: z.int(),
  imagesSeen: z.int(),
  elapsedSeconds: z.number(),
  /** Of its last step. */
  learningRate: z.number(),
  /** Means over its steps. */
  loss: z.number(),
  trainTop1: z.number(),
  imagesPerSecond: z.number(),
  /** Where the recipe holds images out. */
  validation: validationResultSchema.optional(),
});
export type EpochPoint = z.infer<typeof epochPointSchema>;

/** Which weights a training gave, and what ended it. */
export const keptWeightsSchema = z.object({
  /** Steps that they took. */
  step: z.int(),
  /** `best`: of the epoch with the highest validation top-1. */
  which: z.enum(['last', 'best']),
  endedBy: z.enum(['budget', 'early-stopping']),
});
export type KeptWeights = z.infer<typeof keptWeightsSchema>;
