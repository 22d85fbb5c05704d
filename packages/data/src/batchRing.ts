/**
 * Batches in shared memory between one producer and one consumer. Two counters say how many batches were ever written
 * and ever taken; batch n lies in slot n modulo the number of slots.
 */
export interface BatchRing {
  /** [written, taken] */
  readonly counters: Int32Array;
  /** [slots, batchSize, C, H, W] */
  readonly images: Float32Array;
  /** [slots, batchSize] */
  readonly labels: Int32Array;
  readonly slots: number;
}

const WRITTEN = 0;
const TAKEN = 1;

export function makeBatchRing(slots: number, batchSize: number, valuesPerBatch: number): BatchRing {
  return {
    counters: new Int32Array(new SharedArrayBuffer(8)),
    images: new Float32Array(new SharedArrayBuffer(4 * slots * valuesPerBatch)),
    labels: new Int32Array(new SharedArrayBuffer(4 * slots * batchSize)),
    slots,
  };
}

/** Views of the slot of batch `count`. */
function slotOf(ring: BatchRing, count: number) {
  const slot = count % ring.slots;
  const valuesPerBatch = ring.images.length / ring.slots;
  const batchSize = ring.labels.length / ring.slots;
  return {
    images: ring.images.subarray(slot * valuesPerBatch, (slot + 1) * valuesPerBatch),
    labels: ring.labels.subarray(slot * batchSize, (slot + 1) * batchSize),
  };
}

/** Blocks the thread until a slot is free, has it written, and publishes it. For the producer. */
export function writeBatch(
  ring: BatchRing,
  write: (images: Float32Array, labels: Int32Array) => void,
): void {
  const written = Atomics.load(ring.counters, WRITTEN);
  for (;;) {
    const taken = Atomics.load(ring.counters, TAKEN);
    if (written - taken < ring.slots) break;
    Atomics.wait(ring.counters, TAKEN, taken);
  }
  const slot = slotOf(ring, written);
  write(slot.images, slot.labels);
  Atomics.store(ring.counters, WRITTEN, written + 1);
}

/** Copies the oldest batch out and frees its slot; false when there is none yet. For the consumer; never blocks. */
export function takeBatch(ring: BatchRing, images: Float32Array, labels: Int32Array): boolean {
  const taken = Atomics.load(ring.counters, TAKEN);
  if (Atomics.load(ring.counters, WRITTEN) === taken) return false;
  const slot = slotOf(ring, taken);
  images.set(slot.images);
  labels.set(slot.labels);
  Atomics.store(ring.counters, TAKEN, taken + 1);
  Atomics.notify(ring.counters, TAKEN);
  return true;
}
