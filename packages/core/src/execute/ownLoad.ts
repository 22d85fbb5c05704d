/** The kernel's time constant of the one-minute load average. */
const decaySeconds = 60;

/** Estimates how much of the load average is this run's own work, so that it is not taken for other programs'. */
export interface OwnLoad {
  /** Work with this many threads that has just ended. */
  add(threads: number, startMs: number, endMs: number): void;
  /** Runnable threads that this run added to the one-minute load average, at most. */
  at(nowMs: number): number;
}

export function trackOwnLoad(): OwnLoad {
  const work: { threads: number; startMs: number; endMs: number }[] = [];
  const weight = (agoMs: number) => Math.exp(-Math.max(0, agoMs) / 1000 / decaySeconds);
  return {
    add: (threads, startMs, endMs) => void work.push({ threads, startMs, endMs }),
    at: (nowMs) =>
      work.reduce(
        (sum, { threads, startMs, endMs }) =>
          sum + threads * (weight(nowMs - endMs) - weight(nowMs - startMs)),
        0,
      ),
  };
}
