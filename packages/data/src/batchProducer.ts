import type { Normalization } from '@convbench/spec';
import { ImageOrder } from './imageOrder.js';
import { normalizeInto } from './normalization.js';

/** All that the batches of a stream depend on, besides the images themselves. Plain data: it goes to a worker. */
export interface BatchPlan {
  /** Images of the split. */
  readonly length: number;
  readonly channels: number;
  /** Pixels of one channel of one image. */
  readonly pixels: number;
  readonly normalization: Normalization;
  readonly batchSize: number;
  readonly seed: number;
  /** Batches that have been taken before, in the training that is continued. */
  readonly startStep: number;
}

/** Copies images, bytes CHW one after another, into `target`. */
export type ReadImages = (indices: Uint32Array, target: Uint8Array) => void;

/** Images of a split that lie one after another in memory. */
export function readFrom(bytes: Uint8Array, bytesPerImage: number): ReadImages {
  return (indices, target) => {
    for (let i = 0; i < indices.length; i++) {
      const start = (indices[i] as number) * bytesPerImage;
      target.set(bytes.subarray(start, start + bytesPerImage), i * bytesPerImage);
    }
  };
}

/** Makes the batches of a plan one after another. */
export class BatchProducer {
  private step: number;
  private readonly order: ImageOrder;
  private readonly indices: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(
    private readonly plan: BatchPlan,
    private readonly labels: Uint16Array,
    private readonly readImages: ReadImages,
  ) {
    this.step = plan.startStep;
    this.order = new ImageOrder(plan.length, plan.seed);
    this.indices = new Uint32Array(plan.batchSize);
    this.bytes = new Uint8Array(plan.batchSize * plan.channels * plan.pixels);
  }

  /** Writes the next batch: images [batchSize, C, H, W] and labels [batchSize]. */
  produceInto(images: Float32Array, labels: Int32Array): void {
    const { batchSize, normalization, channels, pixels } = this.plan;
    this.order.read(this.step * batchSize, this.indices);
    this.readImages(this.indices, this.bytes);
    normalizeInto(this.bytes, images, normalization, channels, pixels);
    this.indices.forEach((index, i) => (labels[i] = this.labels[index] as number));
    this.step++;
  }
}
