/** @file Refuses concurrent use of what onnxruntime cannot share. */

/**
 * Runs one task at a time. A second one that overlaps is refused rather than queued: it is a mistake of the caller,
 * and two runs on one WebGPU session crash the process.
 */
export class Exclusive {
  #state: 'idle' | 'running' | 'disposed' = 'idle';

  constructor(private readonly what: string) {}

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#state !== 'idle')
      throw new Error(
        this.#state === 'running'
          ? `This ${this.what} is running: wait for the call before to end.`
          : `This ${this.what} was disposed.`,
      );
    this.#state = 'running';
    try {
      return await task();
    } finally {
      this.#state = 'idle';
    }
  }

  /** Runs `release` once; further calls do nothing. */
  async dispose(release: () => Promise<void>): Promise<void> {
    if (this.#state === 'disposed') return;
    if (this.#state === 'running') throw new Error(`This ${this.what} is running.`);
    this.#state = 'disposed';
    await release();
  }
}
