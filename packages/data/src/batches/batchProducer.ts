import type { ImageReader } from '@convbench/spec';
import { makeAugmenter, type Augmenter } from '../augmentation/augmenter.js';
import { drawMixWeight, mixInto } from '../augmentation/mixup.js';
import type { BatchArrays } from './batchArrays.js';
import type { BatchPlan } from './batchPlan.js';
import { ImageOrder } from './imageOrder.js';
import { normalizeInto } from '../normalization.js';
import { seededGenerator } from '../seededGenerator.js';

/** Makes the batches of a plan, any of them at any time. */
export class BatchProducer {
  private readonly fillIndices: (step: number, indices: Uint32Array) => void;
  private readonly augmenter: Augmenter | undefined;
  private readonly indices: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(
    private readonly plan: BatchPlan,
    private readonly labels: Uint16Array,
    private readonly reader: ImageReader,
  ) {
    const { batchSize, channels, inputSize, order } = plan;
    this.indices = new Uint32Array(batchSize);
    this.bytes = new Uint8Array(batchSize * channels * inputSize ** 2);
    if (order.kind === 'in-order') {
      const last = order.length - 1;
      this.fillIndices = (step, indices) =>
        indices.forEach((_, i) => (indices[i] = Math.min(step * batchSize + i, last)));
    } else {
      const images = new ImageOrder(order.length, order.seed);
      this.fillIndices = (step, indices) => images.read(step * batchSize, indices);
      this.augmenter = makeAugmenter(order.augmentation, plan, order.seed);
    }
  }

  /** Writes the batch of a step. One call at a time. */
  async produceInto(step: number, target: BatchArrays): Promise<void> {
    const { images, labels } = target;
    const { normalization, channels, inputSize, order } = this.plan;
    this.fillIndices(step, this.indices);
    await this.reader.read(this.indices, this.bytes);
    const randoms = this.augmenter?.changeBytes(this.bytes, step);
    normalizeInto(this.bytes, images, normalization, channels, inputSize ** 2);
    if (randoms !== undefined) this.augmenter?.changeValues(images, randoms);
    this.indices.forEach((index, i) => (labels[i] = this.labels[index] as number));
    if (order.kind === 'shuffled' && order.mixup !== undefined) {
      const weight = drawMixWeight(seededGenerator('mixup', order.seed, step), order.mixup.alpha);
      target.mixWeight[0] = weight;
      mixInto(images, labels, weight, target.otherLabels);
    }
  }
}
