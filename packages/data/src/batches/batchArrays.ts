import type { TrainingBatch } from '@convbench/spec';
import type { BatchPlan } from './batchPlan.js';

/** Where a batch is written to. */
export interface BatchArrays {
  /** [N, C, H, W] */
  readonly images: Float32Array;
  /** [N] */
  readonly labels: Int32Array;
  /** Of mixup, the labels of the images that were mixed in: [N] */
  readonly otherLabels: Int32Array;
  /** Of mixup, the weight of the images that `labels` belong to: [1] */
  readonly mixWeight: Float64Array;
}

export function makeBatchArrays(batchSize: number, valuesPerImage: number): BatchArrays {
  return {
    images: new Float32Array(batchSize * valuesPerImage),
    labels: new Int32Array(batchSize),
    otherLabels: new Int32Array(batchSize),
    mixWeight: new Float64Array(1),
  };
}

/** What a training is given of a batch that was made by a plan. */
export function trainingBatch({ order }: BatchPlan, arrays: BatchArrays): TrainingBatch {
  const { images, labels, otherLabels, mixWeight } = arrays;
  if (order.kind !== 'shuffled' || order.mixup === undefined) return { images, labels };
  return { images, labels, mix: { labels: otherLabels, weight: mixWeight[0] as number } };
}
