/** A batch as a training step takes it. The arrays are valid until the next call of `next`. */
export interface TrainingBatch {
  /** [N, C, H, W], normalised. */
  readonly images: Float32Array;
  /** [N] */
  readonly labels: Int32Array;
  /**
   * Where the images are mixed: each is `weight` times one of class `labels` and 1 - `weight` times one of these classes
   * [N]. The loss is mixed alike.
   */
  readonly mix?: { readonly labels: Int32Array; readonly weight: number };
}

/** Batches in their seeded order; always full. */
export interface BatchStream {
  next(): Promise<TrainingBatch>;
  dispose(): Promise<void>;
}
