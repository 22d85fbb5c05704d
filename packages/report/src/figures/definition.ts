import type { Measured } from '@convbench/spec';
import type { CellSummary } from '@convbench/statistics';
import type { Direction } from '../stats/ties.js';

/** One figure of a measured cell, from all its processes: how it is read, named, printed, drawn and explained, in every report. */
export interface FigureDefinition {
  /** As a table heads it: 'Latency, median'. */
  readonly title: string;
  /** For a narrow table: 'median'. */
  readonly short: string;
  /** As printed: 'ms'. Empty for plain counts. */
  readonly unit: string;
  /** Printed value = recorded value times this. */
  readonly factor: number;
  /** Name of the CSV column is `stem_unit`, in the record's own unit; `stem_low_unit` and `stem_high_unit` its interval. */
  readonly column: { readonly stem: string; readonly unit: string };
  /** Digits after the point when no number of significant ones is wanted. */
  readonly decimals?: number;
  /** Significant digits; three where it is silent. */
  readonly digits?: number;
  /** Whether records can hold an interval of it. */
  readonly interval: boolean;
  readonly axis: 'linear' | 'log';
  /** Absent where neither end is good. */
  readonly better?: Direction;
  /** One or two sentences for the glossary. */
  readonly meaning: string;
  /** In the record's own unit. */
  read(cell: CellSummary): Measured;
}

type Traits = Pick<FigureDefinition, 'unit' | 'factor' | 'axis' | 'interval'> &
  Partial<Pick<FigureDefinition, 'decimals' | 'digits' | 'better'>>;

/** Traits that figures of one kind share. */
export const percentage: Traits = {
  unit: '%',
  factor: 100,
  axis: 'linear',
  interval: true,
  decimals: 1,
  better: 'higher',
};
export const milliseconds: Traits = {
  unit: 'ms',
  factor: 1,
  axis: 'log',
  interval: true,
  better: 'lower',
};
export const megabytes: Traits = {
  unit: 'MB',
  factor: 1e-6,
  axis: 'log',
  interval: true,
  better: 'lower',
};
export const exactMegabytes: Traits = { ...megabytes, interval: false };
/** Exact: two networks that differ in the fourth digit do differ. */
export const millions: Traits = {
  unit: 'M',
  factor: 1e-6,
  axis: 'log',
  interval: false,
  digits: 4,
  better: 'lower',
};
export const count: Traits = { unit: '', factor: 1, axis: 'linear', interval: false };
