import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BatchStream, TrainingBatch } from '@convbench/spec';
import type { BatchPlan } from './batchPlan.js';
import type { BatchWorkerData } from './batchWorker.js';
import { makeBatchArrays, trainingBatch, type BatchArrays } from './batchArrays.js';
import { makeBatchRing, takeBatch, type BatchRing } from './batchRing.js';
import { builtModule } from '../builtModule.js';
import { dataError } from '../dataError.js';

/** What workers are told, but for their numbers and the memory that they share. */
export type BatchWork = Omit<BatchWorkerData, 'ring' | 'worker'>;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Batches that worker threads make ahead: a training step blocks this thread inside native code, where nothing could be
 * prepared meanwhile. Arrays of the caller's are private copies, because onnxruntime refuses shared memory.
 */
export class WorkerBatchStream implements BatchStream {
  private readonly ring: BatchRing;
  private readonly workers: readonly Worker[];
  private readonly arrays: BatchArrays;
  private readonly plan: BatchPlan;
  private waiters: Waiter[] = [];
  private failure: unknown;

  constructor(work: BatchWork, workerFile: URL = new URL(builtModule('#batchWorker'))) {
    if (!existsSync(workerFile)) {
      throw dataError(
        `${fileURLToPath(workerFile)} is not there: the package is not built.`,
        "Run 'npm run build'.",
      );
    }
    this.plan = work.plan;
    const { batchSize, channels, inputSize } = work.plan;
    const valuesPerImage = channels * inputSize ** 2;
    // While a batch is trained on, which is a copy, one is ready and each worker fills another.
    this.ring = makeBatchRing(work.workers + 1, batchSize, batchSize * valuesPerImage);
    this.arrays = makeBatchArrays(batchSize, valuesPerImage);
    this.workers = Array.from({ length: work.workers }, (_, worker) => {
      const workerData: BatchWorkerData = { ...work, ring: this.ring, worker };
      const batches = Math.ceil((work.batches - worker) / work.workers);
      return this.watch(new Worker(workerFile, { workerData, execArgv: [] }), batches);
    });
  }

  async next(): Promise<TrainingBatch> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure;
      if (takeBatch(this.ring, this.arrays)) return trainingBatch(this.plan, this.arrays);
      await new Promise<void>((resolve, reject) => {
        this.waiters.push({ resolve, reject });
        // Only while somebody waits do the workers keep the process alive.
        for (const worker of this.workers) worker.ref();
      });
    }
  }

  async dispose(): Promise<void> {
    this.fail(new Error('The batch stream has been disposed.'));
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private watch(worker: Worker, batches: number): Worker {
    let made = 0;
    worker.on('message', () => {
      made++;
      this.wake();
    });
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', (code) => {
      if (made < batches) {
        this.fail(new Error(`A worker that makes batches ended with code ${code}.`));
      }
    });
    worker.unref();
    return worker;
  }

  private wake(): void {
    for (const { resolve } of this.takeWaiters()) resolve();
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    for (const { reject } of this.takeWaiters()) reject(this.failure);
  }

  private takeWaiters(): Waiter[] {
    const waiters = this.waiters;
    this.waiters = [];
    // Without a waiter they are not held here, but `terminate` may hold them until they have ended.
    if (waiters.length > 0) for (const worker of this.workers) worker.unref();
    return waiters;
  }
}
