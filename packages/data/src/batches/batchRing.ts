import type { BatchArrays } from './batchArrays.js';

/**
 * Batches in shared memory between some producers and one consumer. They are numbered from 0 as they are taken; batch n
 * lies in slot n modulo the number of slots. Which producer makes which batch is theirs to agree on.
 */
export interface BatchRing {
  /** Batches that were ever taken: [1] */
  readonly taken: Int32Array;
  /** For each slot how many batches there are up to the one in it; 0 before its first: [slots] */
  readonly filled: Int32Array;
  /** [slots, batchSize, C, H, W] */
  readonly images: Float32Array;
  /** [slots, batchSize] */
  readonly labels: Int32Array;
  /** [slots, batchSize] */
  readonly otherLabels: Int32Array;
  /** [slots] */
  readonly mixWeights: Float64Array;
  readonly slots: number;
}

export function makeBatchRing(slots: number, batchSize: number, valuesPerBatch: number): BatchRing {
  const integers = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count));
  return {
    taken: integers(1),
    filled: integers(slots),
    images: new Float32Array(new SharedArrayBuffer(4 * slots * valuesPerBatch)),
    labels: integers(slots * batchSize),
    otherLabels: integers(slots * batchSize),
    mixWeights: new Float64Array(new SharedArrayBuffer(8 * slots)),
    slots,
  };
}

/** Views of the slot of batch `number`. */
function slotOf(ring: BatchRing, number: number): BatchArrays {
  const slot = number % ring.slots;
  const valuesPerBatch = ring.images.length / ring.slots;
  const batchSize = ring.labels.length / ring.slots;
  return {
    images: ring.images.subarray(slot * valuesPerBatch, (slot + 1) * valuesPerBatch),
    labels: ring.labels.subarray(slot * batchSize, (slot + 1) * batchSize),
    otherLabels: ring.otherLabels.subarray(slot * batchSize, (slot + 1) * batchSize),
    mixWeight: ring.mixWeights.subarray(slot, slot + 1),
  };
}

/** Blocks the thread until the slot of batch `number` is free, has it written, and publishes it. For a producer. */
export async function writeBatch(
  ring: BatchRing,
  number: number,
  write: (slot: BatchArrays) => Promise<void>,
): Promise<void> {
  for (;;) {
    const taken = Atomics.load(ring.taken, 0);
    if (number - taken < ring.slots) break;
    Atomics.wait(ring.taken, 0, taken);
  }
  await write(slotOf(ring, number));
  Atomics.store(ring.filled, number % ring.slots, number + 1);
}

/** Copies the next batch out and frees its slot; false when it is not there yet. For the consumer; never blocks. */
export function takeBatch(ring: BatchRing, target: BatchArrays): boolean {
  const number = Atomics.load(ring.taken, 0);
  if (Atomics.load(ring.filled, number % ring.slots) !== number + 1) return false;
  const slot = slotOf(ring, number);
  target.images.set(slot.images);
  target.labels.set(slot.labels);
  target.otherLabels.set(slot.otherLabels);
  target.mixWeight.set(slot.mixWeight);
  Atomics.store(ring.taken, 0, number + 1);
  Atomics.notify(ring.taken, 0);
  return true;
}
