/** Node's timers hold no more; longer means no limit. */
const longestTimerMs = 0x7fffffff;

/** Calls `onOver` once, after so much time in which it was going. */
export class TimeLimit {
  #leftMs: number;
  #going: { readonly sinceMs: number; readonly timer: NodeJS.Timeout | undefined } | undefined;

  constructor(
    limitMs: number,
    private readonly onOver: () => void,
  ) {
    this.#leftMs = limitMs;
  }

  go(): void {
    if (this.#going !== undefined) return;
    const timer =
      this.#leftMs <= longestTimerMs ? setTimeout(this.onOver, this.#leftMs) : undefined;
    this.#going = { sinceMs: performance.now(), timer };
  }

  pause(): void {
    if (this.#going === undefined) return;
    clearTimeout(this.#going.timer);
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#going.sinceMs));
    this.#going = undefined;
  }
}
