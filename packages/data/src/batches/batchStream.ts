import { availableParallelism } from 'node:os';
import type {
  Augmentation,
  BatchStream,
  ImageSource,
  Mixup,
  Normalization,
  OpenSplit,
} from '@convbench/spec';
import { makeBatchArrays, trainingBatch } from './batchArrays.js';
import type { BatchPlan } from './batchPlan.js';
import { BatchProducer } from './batchProducer.js';
import { sharedImagesSource } from '../sharedImages.js';
import { WorkerBatchStream } from './workerBatchStream.js';

export interface BatchStreamOptions {
  readonly split: OpenSplit;
  readonly normalization: Normalization;
  readonly batchSize: number;
  /** Of the order of images and of augmentation. */
  readonly seed: number;
  /** Batches already taken in a training that is continued; 0 at the start. */
  readonly startStep: number;
  /** What is done to each image; default nothing. */
  readonly augmentation?: Augmentation | undefined;
  /** Whether the images of a batch are mixed with each other; default not. Goes with a loss that takes `mix`. */
  readonly mixup?: Mixup | undefined;
  /** Threads that make batches; the batches are the same with any number. Default by what there is to do. */
  readonly workers?: number;
  /**
   * Up to how many bytes a split without a source of its own is copied into memory for worker threads; default 512 MiB.
   * A split beyond it is read batch by batch when `next` is called: the same batches, without the overlap.
   */
  readonly sharedBytesLimit?: number;
}

const DEFAULT_SHARED_BYTES_LIMIT = 512 * 2 ** 20;
const IMAGES_PER_READ = 256;

/** Files are decoded in native threads besides these, which all workers share. */
export const DECODING_WORKERS = Math.min(2, availableParallelism());

/**
 * The batches of a training. Batch k is a function of the split, the augmentation, the seed and k alone: every epoch is
 * a permutation of all images made from (seed, epoch), batches are always full and run on over the end of an epoch, and
 * a stream that starts at step k goes on exactly as one that was advanced k times.
 */
export async function openBatchStream(options: BatchStreamOptions): Promise<BatchStream> {
  const { split, normalization, batchSize, seed, startStep, augmentation = [] } = options;
  const { length, channels, inputSize, labels } = split;
  const plan: BatchPlan = {
    channels,
    inputSize,
    normalization,
    batchSize,
    order: { kind: 'shuffled', length, seed, augmentation, mixup: options.mixup },
  };
  const source = split.source ?? (await copyOf(split, options.sharedBytesLimit));
  if (source === undefined) return directBatchStream(plan, split, startStep);
  const workers = options.workers ?? (split.source === undefined ? 1 : DECODING_WORKERS);
  return new WorkerBatchStream({ plan, source, labels, startStep, batches: Infinity, workers });
}

/** All images of a split in shared memory; undefined where they are too many. */
async function copyOf(
  split: OpenSplit,
  limit = DEFAULT_SHARED_BYTES_LIMIT,
): Promise<ImageSource | undefined> {
  const bytesPerImage = split.channels * split.inputSize ** 2;
  if (split.length * bytesPerImage > limit) return undefined;
  const bytes = new Uint8Array(new SharedArrayBuffer(split.length * bytesPerImage));
  for (let first = 0; first < split.length; first += IMAGES_PER_READ) {
    const count = Math.min(IMAGES_PER_READ, split.length - first);
    const indices = Uint32Array.from({ length: count }, (_, i) => first + i);
    const start = first * bytesPerImage;
    await split.read(indices, bytes.subarray(start, start + count * bytesPerImage));
  }
  return sharedImagesSource({ bytes, bytesPerImage });
}

function directBatchStream(plan: BatchPlan, split: OpenSplit, startStep: number): BatchStream {
  const producer = new BatchProducer(plan, split.labels, split);
  const arrays = makeBatchArrays(plan.batchSize, plan.channels * plan.inputSize ** 2);
  let step = startStep;
  return {
    async next() {
      await producer.produceInto(step++, arrays);
      return trainingBatch(plan, arrays);
    },
    dispose: () => Promise.resolve(),
  };
}
