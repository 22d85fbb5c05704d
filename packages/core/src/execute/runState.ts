import type { CellRecord, TrainingRecord } from '@convbench/spec';

/** The records that a run has so far, by key and by id. */
export interface Done {
  readonly trainings: Map<string, TrainingRecord>;
  readonly cells: Map<string, CellRecord>;
}
