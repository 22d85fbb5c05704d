/** Of steps that are taken in one go: what a stop and a display have to wait for. */
const SECONDS_OF_RUN = 0.5;
/**
 * A run may always last as long as so many of single steps. Where the state of a training is carried to a device and back
 * with every run, a single step takes as long as many steps with one way there.
 */
const SINGLE_STEPS = 3;
/** The first run prepares the device; it says nothing of how long a step takes. */
const SINGLE_RUNS = 2;

/** How many steps a run of the trainer takes: from one, more with every run while it stays short. */
export class StepsPerRun {
  #count = 1;
  #singleRuns = 0;
  #secondsOfOne = Infinity;

  get count(): number {
    return this.#count;
  }

  /** How long a run of so many steps took. */
  record(steps: number, seconds: number): void {
    if (steps === 1) {
      this.#singleRuns += 1;
      this.#secondsOfOne = Math.min(this.#secondsOfOne, seconds);
    }
    if (this.#singleRuns < SINGLE_RUNS || !(seconds > 0)) return;
    const allowed = Math.max(SECONDS_OF_RUN, SINGLE_STEPS * this.#secondsOfOne);
    // A run of twice as many lasts at most twice as long. One that an epoch cut short is no reason to take fewer.
    const next = Math.floor(steps * Math.min(2, allowed / seconds));
    this.#count = seconds > allowed ? Math.max(1, next) : Math.max(this.#count, next);
  }
}
