import { monotonicClock, type Clock } from '../timing/timeOnce.js';

export interface ServeOptions {
  /** One image; resolves when the result is readable on the host. */
  readonly run: () => Promise<unknown>;
  /** When each image is due, in ms from the start, ascending. */
  readonly arrivalsMs: readonly number[];
  /** Given up once so many images took longer than `boundMs`; default never. */
  readonly giveUpAfter?: { readonly late: number; readonly boundMs: number };
  readonly clock?: Clock | undefined;
  /** Waits until the clock shows `timeMs`. */
  readonly waitUntil?: ((timeMs: number) => Promise<void>) | undefined;
}

export interface Served {
  /** From when each image was due to its result, so that waiting behind others counts; in order of arrival. */
  readonly latenciesMs: readonly number[];
  /** Of the call alone, which is what a client that waits for its turn would see. */
  readonly serviceMs: readonly number[];
  readonly gaveUp: boolean;
}

/**
 * Serves images in the order in which they are due, one at a time. Latency counts from when an image was due, not from
 * when it was sent: behind a stall of a second all that came meanwhile are late, and a loop that sends the next one only
 * when the last has returned would count a single slow one ("coordinated omission", case S04).
 *
 * What `run` throws passes through unchanged.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { run, arrivalsMs, giveUpAfter, clock = monotonicClock } = options;
  const waitUntil = options.waitUntil ?? ((timeMs: number) => waitOnClock(timeMs, clock));
  const latenciesMs: number[] = [];
  const serviceMs: number[] = [];
  let late = 0;
  const start = clock();
  for (const arrival of arrivalsMs) {
    const due = start + arrival;
    if (clock() < due) await waitUntil(due);
    const begin = clock();
    await run();
    const end = clock();
    latenciesMs.push(end - due);
    serviceMs.push(end - begin);
    if (giveUpAfter !== undefined && end - due > giveUpAfter.boundMs) {
      late += 1;
      if (late >= giveUpAfter.late) return { latenciesMs, serviceMs, gaveUp: true };
    }
  }
  return { latenciesMs, serviceMs, gaveUp: false };
}

/** Timers come up to 2 ms late, which would count as latency: the last of the wait is spent looking at the clock. */
const TIMER_ERROR_MS = 2;

async function waitOnClock(timeMs: number, clock: Clock): Promise<void> {
  const sleep = timeMs - clock() - TIMER_ERROR_MS;
  if (sleep > 0) await new Promise((resolve) => setTimeout(resolve, sleep));
  while (clock() < timeMs) await new Promise((resolve) => setImmediate(resolve));
}
