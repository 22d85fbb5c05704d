import { z } from 'zod';
import { uncountedNodeSchema } from './uncountedNode.js';

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
  /** Of an imported file with operators outside of the vocabulary: what the figures above leave out. They are lower bounds. */
  uncountedNodes: z.array(uncountedNodeSchema).optional(),
});
export type StaticCost = z.infer<typeof staticCostSchema>;
