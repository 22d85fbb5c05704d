import type { Augmentation, Mixup, Normalization } from '@convbench/spec';

/** All that the batches of a stream depend on, besides the images themselves. Plain data: it goes to workers. */
export interface BatchPlan {
  readonly channels: number;
  readonly inputSize: number;
  readonly normalization: Normalization;
  readonly batchSize: number;
  readonly order: BatchOrder;
}

export type BatchOrder =
  /** Of a training: one permutation of all images after another, augmented, without end. */
  | {
      readonly kind: 'shuffled';
      readonly length: number;
      readonly seed: number;
      readonly augmentation: Augmentation;
      readonly mixup: Mixup | undefined;
    }
  /** Of an evaluation: the first `length` images, each once; the last one fills the last batch up. */
  | { readonly kind: 'in-order'; readonly length: number };
