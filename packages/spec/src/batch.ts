/** A batch as a training step takes it. The arrays are valid until the next call of `next`. */
export interface TrainingBatch {
  /** [N, C, H, W], normalised. */
  readonly images: Float32Array;
  /** [N] */
  readonly labels: Int32Array;
}

/** Batches in their seeded order; always full. */
export interface BatchStream {
  next(): Promise<TrainingBatch>;
  dispose(): Promise<void>;
}
