import type { CellRecord, PeakRecord, TrainingRecord } from '@convbench/spec';

/** The records that a run has so far. */
export interface Done {
  /** By key. */
  readonly trainings: Map<string, TrainingRecord>;
  /** By `peakId`. */
  readonly peaks: Map<string, PeakRecord>;
  /** By id of the cell, then by round. */
  readonly rounds: Map<string, Map<number, CellRecord>>;
}

export function emptyDone(): Done {
  return { trainings: new Map(), peaks: new Map(), rounds: new Map() };
}

export function addRound(done: Done, record: CellRecord): void {
  const { id } = record.cell;
  const rounds = done.rounds.get(id) ?? new Map<number, CellRecord>();
  rounds.set(record.round, record);
  done.rounds.set(id, rounds);
}

/** In the order of the rounds. */
export function roundsOf(done: Done, cellId: string): CellRecord[] {
  return [...(done.rounds.get(cellId)?.values() ?? [])].sort((a, b) => a.round - b.round);
}
