import type { Normalization, OpenSplit } from '@convbench/spec';
import { makeBatchArrays } from './batchArrays.js';
import type { BatchPlan } from './batchPlan.js';
import { BatchProducer } from './batchProducer.js';
import { DECODING_WORKERS } from './batchStream.js';
import { WorkerBatchStream } from './workerBatchStream.js';

/** Consecutive images of a split. The arrays are valid until the next batch is asked for. */
export interface EvaluationBatch {
  /** [batchSize, C, H, W], normalised; images from `validImages` on repeat the last valid one. */
  readonly images: Float32Array;
  /** [batchSize] */
  readonly labels: Int32Array;
  /** Number of the batch's first image in the split. */
  readonly firstImage: number;
  /** How many of the batch's images count: less than the batch size only in the last batch. */
  readonly validImages: number;
}

/**
 * The first `imageCount` images of a split in their order, each once. Every batch is full, because sessions are made
 * for one batch size; the last one is padded and says how many images are valid. Worker threads read ahead where the
 * split has a source for them; they end with the last batch, or when the caller leaves the loop.
 */
export async function* evaluationBatches(
  split: OpenSplit,
  normalization: Normalization,
  batchSize: number,
  imageCount: number = split.length,
): AsyncGenerator<EvaluationBatch, void, undefined> {
  if (imageCount < 1 || imageCount > split.length) {
    throw new RangeError(`Cannot take ${imageCount} images of a split of ${split.length}.`);
  }
  const { channels, inputSize } = split;
  const plan: BatchPlan = {
    channels,
    inputSize,
    normalization,
    batchSize,
    order: { kind: 'in-order', length: imageCount },
  };
  const batches = Math.ceil(imageCount / batchSize);
  const reader = readerOf(split, plan, batches);
  try {
    for (let step = 0; step < batches; step++) {
      const { images, labels } = await reader.batch(step);
      const firstImage = step * batchSize;
      const validImages = Math.min(batchSize, imageCount - firstImage);
      yield { images, labels, firstImage, validImages };
    }
  } finally {
    await reader.dispose();
  }
}

interface BatchReader {
  /** Called with 0, 1, 2 and so on. */
  batch(step: number): Promise<Pick<EvaluationBatch, 'images' | 'labels'>>;
  dispose(): Promise<void>;
}

function readerOf(split: OpenSplit, plan: BatchPlan, batches: number): BatchReader {
  const { source, labels } = split;
  // A single batch leaves nothing to read ahead.
  if (source !== undefined && batches > 1) {
    const workers = Math.min(DECODING_WORKERS, batches);
    const stream = new WorkerBatchStream({ plan, source, labels, startStep: 0, batches, workers });
    return { batch: () => stream.next(), dispose: () => stream.dispose() };
  }
  const producer = new BatchProducer(plan, labels, split);
  const batch = makeBatchArrays(plan.batchSize, plan.channels * plan.inputSize ** 2);
  return {
    async batch(step) {
      await producer.produceInto(step, batch);
      return batch;
    },
    dispose: () => Promise.resolve(),
  };
}
