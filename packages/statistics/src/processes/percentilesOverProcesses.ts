import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { summarizePercentiles, type Percentile } from '../summary/percentiles.js';
import { median } from '../summary/quantile.js';

export interface PercentilesOptions {
  /** Ascending, each in (50, 100). */
  readonly percentiles: readonly number[];
  /** The cell's median over its processes, with its interval. */
  readonly median: Measured;
  readonly seed: number;
}

/**
 * Percentiles of a cell, for the process as the unit. What makes a process fast or slow (memory layout, placement of
 * threads) multiplies all of its calls; so each call is taken relative to its process's median, the percentile is that
 * of the calls of all processes together, and times the cell's median it is what a typical process has. It is as unsure
 * as that median, and as the calls leave it besides: of logarithms, the two half widths add in squares.
 *
 * @throws RangeError for a process without samples or a sample that is not finite.
 */
export function percentilesOverProcesses(
  samplesByProcess: readonly (readonly number[])[],
  { percentiles, median: typical, seed }: PercentilesOptions,
): readonly Percentile[] {
  const levels = samplesByProcess.map(median);
  if (levels.length < 2 || !isMeasured(typical) || levels.some((level) => !(level > 0)))
    return summarizePercentiles(samplesByProcess.flat(), percentiles, { seed }).percentiles;
  const relative = samplesByProcess.flatMap((samples, process) =>
    samples.map((sample) => sample / (levels[process] as number)),
  );
  return summarizePercentiles(relative, percentiles, { seed }).percentiles.map(({ p, ms }) => ({
    p,
    ms: isMeasured(ms) ? product(typical, ms) : ms,
  }));
}

type Figure = Extract<Measured, { value: number }>;

/** Of positive figures that are independent of each other. */
function product(a: Figure, b: Figure): Measured {
  const value = a.value * b.value;
  const { confidence } = a.interval ?? b.interval ?? {};
  if (confidence === undefined) return { value };
  const down = Math.hypot(
    logDistance(a.interval?.low, a.value),
    logDistance(b.interval?.low, b.value),
  );
  const up = Math.hypot(
    logDistance(a.value, a.interval?.high),
    logDistance(b.value, b.interval?.high),
  );
  return {
    value,
    interval: { low: value * Math.exp(-down), high: value * Math.exp(up), confidence },
  };
}

/** 0 where there is no interval; a value may lie outside of a bootstrap's interval. */
function logDistance(from: number | undefined, to: number | undefined): number {
  return from === undefined || to === undefined ? 0 : Math.max(0, Math.log(to / from));
}
