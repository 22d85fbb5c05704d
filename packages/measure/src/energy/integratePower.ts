import type { Measured } from '@convbench/spec';
import { isMeasured, percent } from '@convbench/spec/plain';
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
  // Farther ones say nothing of the ends: what lay between them may have been forgotten.
  const before = samples
    .filter(({ timeMs }) => timeMs <= fromMs && timeMs >= fromMs - LONGEST_GAP_MS)
    .at(-1);
  const after = samples.find(({ timeMs }) => timeMs >= toMs && timeMs <= toMs + LONGEST_GAP_MS);
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

/** A steady state of so long is long enough for any GPU's power, also where its borders are noticed late. */
export const STEADY_MS_FOR_GPU_POWER = SHORTEST_MS.averaged + 500;

/**
 * Energy from readings of a GPU's power, with its error in `method`. Readings of the moment miss what happens between
 * two of them: the error is what every second reading alone would give differently. `averaged` readings are means of the second before (case M08): what happened
 * up to a second before the stretch leaks into it and its last second out of it, an error of at most half a second of
 * the difference between the highest and the lowest power around it.
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
      const kind = averaged ? 'each a mean of the second before' : 'each of the moment';
      const way = `trapezoids between ${inside.length} readings of nvidia-smi, ${kind}`;
      const joules = integratePower(samples, window);
      if (inside.length === 0 || !isMeasured(joules)) return way;
      const error = (averaged ? errorOfMeans(inside) : errorOfGaps(samples, window)) / joules.value;
      if (!Number.isFinite(error)) return way;
      return `${way}, which may be wrong by ${percent(error, 'rough')}`;
    },
    joules: (window) => integratePower(samples, window),
  };
}

/** Joules: half a second of the range of power. */
function errorOfMeans(samples: readonly PowerSample[]): number {
  const watts = samples.map((sample) => sample.watts);
  return (Math.max(...watts) - Math.min(...watts)) / 2;
}

/** Joules; not finite where there are too few readings to tell. */
function errorOfGaps(samples: readonly PowerSample[], window: TimeWindow): number {
  const results = [0, 1].map((rest) =>
    integratePower(
      samples.filter((_, index) => index % 2 === rest),
      window,
    ),
  );
  const joules = results.map((result) => (isMeasured(result) ? result.value : NaN));
  return Math.abs((joules[0] as number) - (joules[1] as number));
}
