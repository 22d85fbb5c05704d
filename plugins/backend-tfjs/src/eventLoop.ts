/** @file Lets a process that computes without a pause hear what others tell it. */

/** A message waits no longer than this and one run; seldom enough to leave times as they are. */
const LONGEST_SILENCE_MS = 100;

/**
 * Every call of TensorFlow blocks, and awaiting what is ready lets no message in: without a turn of the event loop now
 * and then, a process would not learn that it is asked to stop.
 */
export class EventLoopTurns {
  #last = performance.now();

  async takeIfDue(): Promise<void> {
    if (performance.now() - this.#last < LONGEST_SILENCE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#last = performance.now();
  }
}
