/** Entry of a worker thread that makes batches ahead of their use. It ends when it is terminated or all are made. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ImageReader, ImageSource } from '@convbench/spec';
import type { BatchPlan } from './batchPlan.js';
import { BatchProducer } from './batchProducer.js';
import { writeBatch, type BatchRing } from './batchRing.js';

export interface BatchWorkerData {
  readonly plan: BatchPlan;
  readonly ring: BatchRing;
  readonly source: ImageSource;
  readonly labels: Uint16Array;
  /** Step of the ring's first batch. */
  readonly startStep: number;
  /** How many batches there are in all. */
  readonly batches: number;
  /** This worker makes batches `worker`, `worker + workers`, ... */
  readonly worker: number;
  readonly workers: number;
}

const { plan, ring, source, labels, startStep, batches, worker, workers } =
  workerData as BatchWorkerData;
const { openSource } = (await import(source.module)) as {
  openSource: (data: unknown) => ImageReader | Promise<ImageReader>;
};
const producer = new BatchProducer(plan, labels, await openSource(source.data));
for (let number = worker; number < batches; number += workers) {
  await writeBatch(ring, number, (slot) => producer.produceInto(startStep + number, slot));
  parentPort?.postMessage('written');
}
