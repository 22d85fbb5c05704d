import type { Measured } from '@convbench/spec';
import { notMeasured } from '@convbench/statistics';
import type { EnergyReadings, TimeWindow } from './energyMeter.js';

export interface PowerSample {
  readonly timeMs: number;
  readonly watts: number;
}

/** A longer silence of the meter leaves too much to guess. */
const LONGEST_GAP_MS = 1000;

/**
 * Joules drawn in a stretch of time: trapezoids between samples, which may come unevenly, with the power at either end
 * interpolated. A mean of the samples times the duration would be wrong where samples are not even (case M08).
 *
 * Not measured where the samples do not reach to both ends (within a second), or are silent for more than a second.
 */
export function integratePower(samples: readonly PowerSample[], window: TimeWindow): Measured {
  const { fromMs, toMs } = window;
  if (!(toMs > fromMs)) return notMeasured('the stretch of time is empty');
  const before = samples.filter(({ timeMs }) => timeMs <= fromMs).at(-1);
  const after = samples.find(({ timeMs }) => timeMs >= toMs);
  const inside = samples.filter(({ timeMs }) => timeMs > fromMs && timeMs < toMs);
  const [first, last] = [before ?? inside[0], after ?? inside.at(-1)];
  if (first === undefined || last === undefined) {
    return notMeasured('the power meter gave no reading in that time');
  }
  const points = [...(before ? [before] : []), ...inside, ...(after ? [after] : [])];
  const gap = Math.max(
    first.timeMs - fromMs,
    toMs - last.timeMs,
    ...points.slice(1).map(({ timeMs }, i) => timeMs - (points[i] as PowerSample).timeMs),
  );
  if (gap > LONGEST_GAP_MS) {
    return notMeasured(`the power meter was silent for ${(gap / 1000).toFixed(1)} s`);
  }
  const within = [
    { timeMs: fromMs, watts: wattsAt(points, fromMs) },
    ...inside,
    { timeMs: toMs, watts: wattsAt(points, toMs) },
  ];
  const value = within.slice(1).reduce((sum, { timeMs, watts }, i) => {
    const previous = within[i] as PowerSample;
    return sum + (((timeMs - previous.timeMs) / 1000) * (watts + previous.watts)) / 2;
  }, 0);
  return { value };
}

/** Linear between samples, constant beyond the outermost. */
function wattsAt(points: readonly PowerSample[], timeMs: number): number {
  const after = points.findIndex((point) => point.timeMs >= timeMs);
  const right = points[after];
  const left = points[after - 1];
  if (right === undefined) return (points.at(-1) as PowerSample).watts;
  if (left === undefined || right.timeMs === timeMs) return right.watts;
  const part = (timeMs - left.timeMs) / (right.timeMs - left.timeMs);
  return left.watts + part * (right.watts - left.watts);
}

/** Means over a second blur what is shorter; readings of the moment still need some to integrate. */
const SHORTEST_MS = { averaged: 3000, instant: 500 } as const;

/**
 * Energy from readings of a GPU's power. `averaged` readings are means of the second before (case M08): what happened
 * up to a second before the stretch leaks into it and its last second out of it, an error of at most half a second of
 * the difference between the highest and the lowest power around it, which `method` gives.
 */
export function powerReadings(samples: readonly PowerSample[], averaged: boolean): EnergyReadings {
  return {
    source: 'nvidia-smi',
    estimated: averaged,
    shortestMs: averaged ? SHORTEST_MS.averaged : SHORTEST_MS.instant,
    method: (window) => {
      const inside = samples.filter(
        ({ timeMs }) => timeMs >= window.fromMs - 1000 && timeMs <= window.toMs,
      );
      const way = `trapezoids between ${inside.length} readings of nvidia-smi`;
      const joules = integratePower(samples, window);
      if (!averaged || inside.length === 0 || !('value' in joules)) {
        return averaged ? `${way}, each a mean of the second before` : `${way} of the moment`;
      }
      const watts = inside.map((sample) => sample.watts);
      const error = (Math.max(...watts) - Math.min(...watts)) / 2 / joules.value;
      const percent = (100 * error).toFixed(error < 0.1 ? 1 : 0);
      return `${way}, each a mean of the second before, which may be wrong by ${percent} %`;
    },
    joules: (window) => integratePower(samples, window),
  };
}
