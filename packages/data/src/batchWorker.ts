/** Entry of the worker thread that makes batches ahead of the training. It ends when it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { BatchProducer, readFrom, type BatchPlan } from './batchProducer.js';
import { writeBatch, type BatchRing } from './batchRing.js';

export interface BatchWorkerData {
  readonly plan: BatchPlan;
  readonly ring: BatchRing;
  /** All images of the split, in shared memory. */
  readonly bytes: Uint8Array;
  readonly labels: Uint16Array;
}

const { plan, ring, bytes, labels } = workerData as BatchWorkerData;
const producer = new BatchProducer(plan, labels, readFrom(bytes, plan.channels * plan.pixels));
for (;;) {
  writeBatch(ring, (images, batchLabels) => producer.produceInto(images, batchLabels));
  parentPort?.postMessage('written');
}
