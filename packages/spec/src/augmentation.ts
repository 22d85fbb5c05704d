import { z } from 'zod';

/**
 * Each value is a rule for one image of a training batch. What it does to image i of step s follows from (seed, s, i)
 * alone. Names and meanings are torchvision's where it has the transform; images are bytes, and the arithmetic on them
 * is Pillow's.
 */

/** A range of positive numbers, the smaller first. */
const positiveRange = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([low, high]) => low <= high, 'the smaller number comes first');

/** Puts `padding` pixels of the byte `fill` around the image and cuts a part of its size out, anywhere alike. */
const randomCropSchema = z.strictObject({
  kind: z.literal('random-crop'),
  padding: z.int().positive(),
  fill: z.int().min(0).max(255).default(0),
});

/** Mirrors left and right. */
const horizontalFlipSchema = z.strictObject({
  kind: z.literal('horizontal-flip'),
  probability: z.number().min(0).max(1).default(0.5),
});

/**
 * Cuts out a part with a share of the area in `scale`, uniform, and width over height in `ratio`, uniform in its
 * logarithm, and resizes it to the image's size, antialiased.
 */
const randomResizedCropSchema = z.strictObject({
  kind: z.literal('random-resized-crop'),
  scale: positiveRange.refine(([, high]) => high <= 1, 'no more than 1').default([0.08, 1]),
  ratio: positiveRange.default([3 / 4, 4 / 3]),
  interpolation: z.enum(['nearest', 'bilinear', 'bicubic']).default('bilinear'),
});

/**
 * Changes brightness, contrast and saturation by factors uniform in [max(0, 1 - value), 1 + value], and turns the hue
 * by a part of the circle uniform in [-hue, hue]; the four in random order. Grey images have neither saturation nor hue.
 */
const colourJitterSchema = z.strictObject({
  kind: z.literal('colour-jitter'),
  brightness: z.number().min(0).default(0),
  contrast: z.number().min(0).default(0),
  saturation: z.number().min(0).default(0),
  hue: z.number().min(0).max(0.5).default(0),
});

/**
 * Sets a square of `size` pixels to 0 after normalisation, the mean colour. Its centre is any pixel alike, so that parts
 * of it may lie outside (DeVries and Taylor 2017, section 3.1).
 */
const cutoutSchema = z.strictObject({
  kind: z.literal('cutout'),
  size: z.int().positive(),
});

export const augmentationStepSchema = z.discriminatedUnion('kind', [
  randomCropSchema,
  horizontalFlipSchema,
  randomResizedCropSchema,
  colourJitterSchema,
  cutoutSchema,
]);
export type AugmentationStep = z.infer<typeof augmentationStepSchema>;
export type AugmentationStepInput = z.input<typeof augmentationStepSchema>;

/** What is done to each image before a training step, in this order. */
export const augmentationSchema = z
  .array(augmentationStepSchema)
  .refine(
    (steps) => steps.every(({ kind }, i) => kind !== 'cutout' || isCutout(steps.slice(i))),
    'cutout comes last, because it acts on normalised values',
  );
export type Augmentation = z.infer<typeof augmentationSchema>;

const isCutout = (steps: readonly AugmentationStep[]) =>
  steps.every(({ kind }) => kind === 'cutout');
