import type { Measured } from '@convbench/spec';

/** From and to, by `performance.now()` of one process. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Energy over stretches of time, from readings that were taken throughout. */
export interface EnergyReadings {
  readonly source: 'rapl' | 'nvidia-smi';
  /** How readings became energy, with the error of that in words. */
  method(window: TimeWindow): string;
  /** Whether the source itself only estimates or averages. */
  readonly estimated: boolean;
  /** Stretches shorter than this are not given. */
  readonly shortestMs: number;
  joules(window: TimeWindow): Measured;
}
