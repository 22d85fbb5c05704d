/** @file What the lowering may be told: the device, and limits at which it changes a formulation. */

/** Where one formulation takes over from another; tests move the limits so that small networks reach every form. */
export interface LoweringOptions {
  /** Graphics processors get forms of their own, made of operators that they have: see `planarOperators.ts`. */
  readonly device: 'cpu' | 'webgpu' | 'cuda';
  /** Below so many input channels a weight gradient is a product with unfolded columns (im2col). */
  readonly columnsBelowChannels: number;
  /**
   * A forward convolution transposes its input in place of its weights when the weights are more than so many times
   * as large as one channel of the batch.
   */
  readonly transposeInputAboveRatio: number;
  /** A convolution is a dense matrix product on maps of less than so many times the pixels of its kernel. */
  readonly denseBelowRatio: number;
  /** Weights of linear layers with more elements are trained in pieces of at most so many. */
  readonly cutLinearAboveElements: number;
}

export const DEFAULT_LOWERING: LoweringOptions = {
  device: 'cpu',
  columnsBelowChannels: 8,
  transposeInputAboveRatio: 1,
  denseBelowRatio: 0.6,
  cutLinearAboveElements: 2 ** 20,
};

/** The options for a device that trains. */
export function loweringFor(device: LoweringOptions['device']): LoweringOptions {
  return { ...DEFAULT_LOWERING, device };
}
