import type { Interval, Measured, RoundRange } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { normalQuantile } from '../distributions/normal.js';
import { studentHalfWidth } from '../distributions/studentT.js';
import { BOOTSTRAP_PROCESSES, hierarchicalMedianInterval } from '../resampling/hierarchical.js';
import { levelOf } from '../sequential/looks.js';
import { notMeasured } from '../summary/notMeasured.js';
import { median, quantile } from '../summary/quantile.js';
import { sampleVariance } from './sampleVariance.js';

/**
 * Where an interval comes from, and so what it covers.
 *
 * - `within-process`: one process. The scatter of its calls only; another process may well lie outside.
 * - `student-t`: 2 to 13 processes, or no samples to resample. Mean and standard deviation of the logarithms of the
 *   processes' medians, with Student's t: valid for few processes if their medians scatter about log-normally. With
 *   two it is wide (12.7 standard errors), with three 4.3: that is what so few processes tell.
 * - `hierarchical-bootstrap`: from 14 processes on, see `hierarchicalMedianInterval`.
 * - `none`: the figure says in its own words why.
 */
export type IntervalSource = 'within-process' | 'student-t' | 'hierarchical-bootstrap' | 'none';

export interface ProcessSamples {
  /** The process's own figure, with the interval of its scatter within the process where there is one. */
  readonly median: Measured;
  /** Its samples in time order, where the figure is the median of samples. */
  readonly samples?: ArrayLike<number>;
}

export interface ProcessesSummary {
  /** Median of the processes' figures. */
  readonly figure: Measured;
  readonly intervalSource: IntervalSource;
  /** Processes that measured the figure. */
  readonly processes: number;
  /** Standard deviation of the processes' medians as a part of them (of their logarithms). */
  readonly spreadBetween: Measured;
  /** Interquartile range of a process's samples over 1.349 times its median: as a standard deviation; median of all. */
  readonly spreadWithin: Measured;
}

/**
 * What several processes say together about a positive figure: the median of theirs, with an interval for the process
 * as the unit. Processes that did not measure it are left out.
 *
 * @throws RangeError for samples that are empty or not finite.
 */
export function summarizeProcesses(
  processes: readonly ProcessSamples[],
  options: {
    readonly seed: number;
    readonly confidence?: number;
    /** How many processes there could be, where that depended on what was measured. */
    readonly range?: RoundRange | undefined;
  },
): ProcessesSummary {
  const { seed, confidence = 0.95, range } = options;
  const level = range === undefined ? confidence : levelOf(confidence, range);
  const measured = processes.flatMap(({ median: figure, samples }) =>
    isMeasured(figure) ? [{ figure, samples }] : [],
  );
  const spreadWithin = medianOf(measured.map(({ samples }) => spreadOf(samples)));
  const values = measured.map(({ figure }) => figure.value);
  const common = { processes: measured.length, spreadBetween: spreadBetween(values), spreadWithin };
  const [first] = measured;
  if (first === undefined) {
    const [unmeasured] = processes;
    const figure = unmeasured?.median ?? notMeasured('no process measured it');
    return { figure, intervalSource: 'none', ...common };
  }
  if (measured.length === 1) {
    const intervalSource = first.figure.interval === undefined ? 'none' : 'within-process';
    return { figure: first.figure, intervalSource, ...common };
  }
  const value = median(values);
  const samples = measured.flatMap((process) => (process.samples ? [process.samples] : []));
  if (measured.length >= BOOTSTRAP_PROCESSES && samples.length === measured.length) {
    const interval = hierarchicalMedianInterval(samples, { seed, confidence: level });
    return 'notMeasured' in interval
      ? { figure: { value }, intervalSource: 'none', ...common }
      : {
          figure: { value, interval: { ...interval, confidence } },
          intervalSource: 'hierarchical-bootstrap',
          ...common,
        };
  }
  const interval = logStudentInterval(
    measured.map(({ figure }) => figure),
    level,
  );
  return interval === undefined
    ? { figure: { value }, intervalSource: 'none', ...common }
    : {
        figure: { value, interval: { ...interval, confidence } },
        intervalSource: 'student-t',
        ...common,
      };
}

/**
 * The scatter between processes is never taken for less than what the scatter within them alone would make of it: two
 * or three medians may agree by chance.
 */
function logStudentInterval(
  figures: readonly Extract<Measured, { value: number }>[],
  confidence: number,
): Interval | undefined {
  if (figures.some(({ value }) => !(value > 0))) return undefined;
  const logs = figures.map(({ value }) => Math.log(value));
  const within = figures.map(withinVariance).reduce((sum, each) => sum + each, 0) / logs.length;
  const variance = Math.max(sampleVariance(logs), within);
  if (variance === 0) return undefined;
  const centre = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const halfWidth =
    studentHalfWidth(confidence, logs.length - 1) * Math.sqrt(variance / logs.length);
  return { low: Math.exp(centre - halfWidth), high: Math.exp(centre + halfWidth), confidence };
}

/** Squared standard error of the logarithm of a figure, as its interval within the process tells; 0 without one. */
export function withinVariance(figure: Extract<Measured, { value: number }>): number {
  const { interval, value } = figure;
  if (interval === undefined || !(value > 0)) return 0;
  const standardErrors = normalQuantile(0.5 + interval.confidence / 2);
  return ((interval.high - interval.low) / 2 / standardErrors / value) ** 2;
}

function spreadBetween(values: readonly number[]): Measured {
  if (values.length < 2) {
    const have = values.length === 1 ? 'one process' : 'no process';
    return notMeasured(`${have}: the spread between processes needs at least two`);
  }
  if (values.some((value) => !(value > 0))) return notMeasured('the figure is not positive');
  return { value: Math.sqrt(sampleVariance(values.map(Math.log))) };
}

function spreadOf(samples: ArrayLike<number> | undefined): Measured {
  if (samples === undefined) return notMeasured('the figure is not one of samples');
  if (samples.length < 4) {
    return notMeasured('fewer than four samples: too few for a spread within the process');
  }
  const middle = median(samples);
  const range = quantile(samples, 0.75) - quantile(samples, 0.25);
  if (!(middle > 0)) return notMeasured('the median is not positive');
  if (range === 0) {
    return notMeasured('half of the samples or more are equal: the clock does not resolve them');
  }
  return { value: range / 1.349 / middle };
}

function medianOf(figures: readonly Measured[]): Measured {
  const values = figures.filter(isMeasured).map(({ value }) => value);
  if (values.length > 0) return { value: median(values) };
  return figures[0] ?? notMeasured('no process measured it');
}
