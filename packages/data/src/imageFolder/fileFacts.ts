import { z } from '@convbench/spec';

/** Sums over the pixels of one image, each over their number: red, green, blue, grey. */
const momentsSchema = z.object({
  mean: z.array(z.number()).length(4).readonly(),
  meanOfSquares: z.array(z.number()).length(4).readonly(),
});
export type PixelMoments = z.infer<typeof momentsSchema>;

/** What was found in a file. */
export const fileFactsSchema = z.object({
  bytes: z.number(),
  modifiedMs: z.number(),
  examinedMs: z.number(),
  /** Empty where the file could not be read. */
  sha256: z.string(),
  /** Why it is no image that can be used; null for one that can. */
  problem: z.string().nullable(),
  /** Names of the members of `ImageTraits` that are true. */
  traits: z.array(z.string()).readonly(),
  /** null where it does not decode. */
  moments: momentsSchema.nullable(),
});
export type FileFacts = z.infer<typeof fileFactsSchema>;
