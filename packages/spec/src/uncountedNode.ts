import { z } from 'zod';

/** A node of an imported file that the figures of `staticCost` do not count. */
export const uncountedNodeSchema = z.object({
  name: z.string(),
  /** With its domain where that is not ONNX's own: 'com.microsoft:FusedConv'. */
  op: z.string(),
  /**
   * `unknown-operator`: outside of the vocabulary. `unsupported-form`: an operator of the vocabulary with a setting that
   * it does not have. `unknown-shape`: it takes what such a node makes, and the file does not say of what shape that is.
   */
  reason: z.enum(['unknown-operator', 'unsupported-form', 'unknown-shape']),
});
export type UncountedNode = z.infer<typeof uncountedNodeSchema>;
