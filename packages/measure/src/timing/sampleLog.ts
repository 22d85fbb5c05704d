/**
 * Samples in time order, in bounded memory: the log lives in the process whose memory is being measured.
 *
 * Up to the capacity every sample is kept. Beyond it the run is divided into equal stretches of 2, 4, 8, ... samples
 * and one sample of each stretch, drawn at random, is kept: quantiles stay unbiased, and nothing periodic can hide
 * behind a fixed stride. Count, total and extremes are those of all samples.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface SampleLog {
  add(ms: number): void;
  readonly count: number;
  readonly totalMs: number;
  readonly minimumMs: number;
  readonly maximumMs: number;
  /** The samples kept, in time order, to the nanosecond. */
  samplesMs(): number[];
}

/** `capacity` is even. */
export function createSampleLog(seed: number, capacity: number): SampleLog {
  const generator = xoroshiro128plus(seed);
  const kept = new Float64Array(capacity);
  let keptCount = 0;
  let stretch = 1;
  /** Position in the current stretch, and the position whose sample is kept. */
  let position = 0;
  let chosen = 0;
  let count = 0;
  let totalMs = 0;
  let minimumMs = Infinity;
  let maximumMs = -Infinity;

  const halve = (): void => {
    for (let i = 0; i < capacity; i += 2) {
      kept[i >> 1] = kept[i + uniformInt(generator, 0, 1)] as number;
    }
    keptCount = capacity >> 1;
    stretch *= 2;
  };

  return {
    add(ms) {
      count += 1;
      totalMs += ms;
      if (ms < minimumMs) minimumMs = ms;
      if (ms > maximumMs) maximumMs = ms;
      if (position === 0) {
        if (keptCount === capacity) halve();
        chosen = stretch === 1 ? 0 : uniformInt(generator, 0, stretch - 1);
      }
      if (position === chosen) {
        kept[keptCount] = ms;
        keptCount += 1;
      }
      position += 1;
      if (position === stretch) position = 0;
    },
    get count() {
      return count;
    },
    get totalMs() {
      return totalMs;
    },
    get minimumMs() {
      return minimumMs;
    },
    get maximumMs() {
      return maximumMs;
    },
    samplesMs: () => Array.from(kept.subarray(0, keptCount), toNanosecond),
  };
}

function toNanosecond(ms: number): number {
  return Math.round(ms * 1e6) / 1e6;
}
