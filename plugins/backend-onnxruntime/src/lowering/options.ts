/** @file What the lowering may be told: limits at which it changes a formulation. */

/** Where one formulation takes over from another; tests move the limits so that small networks reach every form. */
export interface LoweringOptions {
  /** Below so many input channels a weight gradient is a product with unfolded columns (im2col). */
  readonly columnsBelowChannels: number;
  /**
   * A forward convolution transposes its input in place of its weights when the weights are more than so many times
   * as large as one channel of the batch.
   */
  readonly transposeInputAboveRatio: number;
  /** A convolution is a dense matrix product on maps of less than so many times the pixels of its kernel. */
  readonly denseBelowRatio: number;
}

export const DEFAULT_LOWERING: LoweringOptions = {
  columnsBelowChannels: 8,
  transposeInputAboveRatio: 1,
  denseBelowRatio: 0.6,
};
