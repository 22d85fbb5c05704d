import type { BatchStream, Normalization, OpenSplit } from '@convbench/spec';
import { BatchProducer, type BatchPlan } from './batchProducer.js';
import { WorkerBatchStream } from './workerBatchStream.js';

export interface BatchStreamOptions {
  readonly split: OpenSplit;
  readonly normalization: Normalization;
  readonly batchSize: number;
  /** Of the order of images. */
  readonly seed: number;
  /** Batches already taken in a training that is continued; 0 at the start. */
  readonly startStep: number;
  /**
   * Up to how many bytes the whole split is copied into memory for a worker thread; default 512 MiB. A split beyond
   * it is read batch by batch when `next` is called: the same batches, without the overlap.
   */
  readonly sharedBytesLimit?: number;
}

const DEFAULT_SHARED_BYTES_LIMIT = 512 * 2 ** 20;
const IMAGES_PER_READ = 256;

/**
 * The batches of a training. Batch k is a function of the split, the seed and k alone: every epoch is a permutation
 * of all images made from (seed, epoch), batches are always full and run on over the end of an epoch, and a stream
 * that starts at step k goes on exactly as one that was advanced k times.
 */
export async function openBatchStream(options: BatchStreamOptions): Promise<BatchStream> {
  const { split, normalization, batchSize, seed, startStep } = options;
  const plan: BatchPlan = {
    length: split.length,
    channels: split.channels,
    pixels: split.inputSize * split.inputSize,
    normalization,
    batchSize,
    seed,
    startStep,
  };
  const bytesPerImage = plan.channels * plan.pixels;
  const limit = options.sharedBytesLimit ?? DEFAULT_SHARED_BYTES_LIMIT;
  if (split.length * bytesPerImage > limit) return directBatchStream(plan, split);
  const bytes = readWhole(split, bytesPerImage);
  return new WorkerBatchStream({ plan, bytes, labels: split.labels });
}

function readWhole(split: OpenSplit, bytesPerImage: number): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(split.length * bytesPerImage));
  for (let first = 0; first < split.length; first += IMAGES_PER_READ) {
    const count = Math.min(IMAGES_PER_READ, split.length - first);
    const indices = Uint32Array.from({ length: count }, (_, i) => first + i);
    const start = first * bytesPerImage;
    split.read(indices, bytes.subarray(start, start + count * bytesPerImage));
  }
  return bytes;
}

function directBatchStream(plan: BatchPlan, split: OpenSplit): BatchStream {
  const producer = new BatchProducer(plan, split.labels, (indices, target) =>
    split.read(indices, target),
  );
  const images = new Float32Array(plan.batchSize * plan.channels * plan.pixels);
  const labels = new Int32Array(plan.batchSize);
  return {
    async next() {
      producer.produceInto(images, labels);
      return { images, labels };
    },
    dispose: () => Promise.resolve(),
  };
}
