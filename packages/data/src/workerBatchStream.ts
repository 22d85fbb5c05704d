import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BatchStream, TrainingBatch } from '@convbench/spec';
import type { BatchWorkerData } from './batchWorker.js';
import { makeBatchRing, takeBatch, type BatchRing } from './batchRing.js';
import { dataError } from './dataError.js';

/** From src/ and from dist/ this is the same file: a worker cannot run TypeScript, so it is always the built one. */
const BUILT_WORKER = new URL('../dist/batchWorker.js', import.meta.url);

/** One batch being trained on is a copy, so two slots keep the worker one batch ahead while it fills the next. */
const SLOTS = 2;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Batches that a worker thread makes ahead: a training step blocks this thread inside native code, where nothing
 * could be prepared meanwhile. Arrays of the caller's are private copies, because onnxruntime refuses shared memory.
 */
export class WorkerBatchStream implements BatchStream {
  private readonly ring: BatchRing;
  private readonly worker: Worker;
  private readonly batch: TrainingBatch;
  private waiters: Waiter[] = [];
  private failure: unknown;

  constructor(work: Omit<BatchWorkerData, 'ring'>, workerFile: URL = BUILT_WORKER) {
    if (!existsSync(workerFile)) {
      throw dataError(
        `${fileURLToPath(workerFile)} is not there: the package is not built.`,
        "Run 'npx tsc -b'.",
      );
    }
    const { batchSize, channels, pixels } = work.plan;
    const values = batchSize * channels * pixels;
    this.ring = makeBatchRing(SLOTS, batchSize, values);
    this.batch = { images: new Float32Array(values), labels: new Int32Array(batchSize) };
    const workerData: BatchWorkerData = { ...work, ring: this.ring };
    this.worker = new Worker(workerFile, { workerData, execArgv: [] });
    this.worker.on('message', () => this.wake());
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) =>
      this.fail(new Error(`The worker that makes batches ended with code ${code}.`)),
    );
    this.worker.unref();
  }

  async next(): Promise<TrainingBatch> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure;
      if (takeBatch(this.ring, this.batch.images, this.batch.labels)) return this.batch;
      await new Promise<void>((resolve, reject) => {
        this.waiters.push({ resolve, reject });
        // Only while somebody waits does the worker keep the process alive.
        this.worker.ref();
      });
    }
  }

  async dispose(): Promise<void> {
    this.fail(new Error('The batch stream has been disposed.'));
    await this.worker.terminate();
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
    this.worker.unref();
    return waiters;
  }
}
