import { z } from 'zod';
import { uncountedNodeSchema } from './uncountedNode.js';

/** A count of ours beside one that somebody published. */
const comparedCountSchema = z.object({
  published: z.number(),
  ours: z.int(),
  /** Ours over the published one, less one. */
  relativeDifference: z.number(),
  /** Equal; or, where the published one is rounded (up to three digits), equal to as many digits. */
  agrees: z.boolean(),
});
export type ComparedCount = z.infer<typeof comparedCountSchema>;

/** Layers whose names share their first part, such as those of a block. */
const layerGroupSchema = z.object({
  name: z.string(),
  layers: z.int(),
  trainableParameters: z.int(),
  macs: z.int(),
  activationBytes: z.int(),
});

/** What follows from the graph alone. */
export const staticCostSchema = z.object({
  graphSha256: z.string(),
  trainableParameters: z.int(),
  /** With running statistics. */
  totalParameters: z.int(),
  /** Multiply-accumulates of one image, of the operators named in `countedOperators`. FLOPs are twice as many. */
  macs: z.int(),
  flops: z.int(),
  countedOperators: z.array(z.string()),
  weightBytes: z.int(),
  /** Activations of one image in float32: the largest set alive at once, and the sum of all. */
  activationPeakBytes: z.int(),
  activationSumBytes: z.int(),
  convolutions: z.int(),
  /** Convolutions and linear layers on the longest path. */
  depth: z.int(),
  /** Of the network in order; they add up to the figures above. Absent in records of before, and in files run as they are. */
  layerGroups: z.array(layerGroupSchema).optional(),
  /** What papers and reference implementations state, each beside ours under the options for which it holds. */
  published: z
    .array(
      z.object({
        source: z.string(),
        trainableParameters: comparedCountSchema.optional(),
        macs: comparedCountSchema.optional(),
        /** Why they differ by more than rounding. */
        difference: z.string().optional(),
      }),
    )
    .optional(),
  /** Of an imported file with operators outside of the vocabulary: what the figures above leave out. They are lower bounds. */
  uncountedNodes: z.array(uncountedNodeSchema).optional(),
});
export type StaticCost = z.infer<typeof staticCostSchema>;
