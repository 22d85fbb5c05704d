/** @file What is written down of a round that was not measured, and what all rounds have alike. */
import { RECORD_VERSION } from '@convbench/spec';
import type { CellRecord, Failure } from '@convbench/spec';
import type { RoundTask } from './executor.js';

export type RoundOfCell = Pick<RoundTask, 'planned' | 'round'>;

/** What every record of a round begins with. */
export const roundBase = ({ planned, round }: RoundOfCell, startedAt: Date) => ({
  type: 'cell' as const,
  recordVersion: RECORD_VERSION,
  cell: planned.cell,
  round,
  startedAt: startedAt.toISOString(),
  durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
});

export function failedRecord(
  plannedRound: RoundOfCell,
  failure: Failure,
  startedAt = new Date(),
): CellRecord {
  return {
    ...roundBase(plannedRound, startedAt),
    status: 'failed',
    failure,
    warnings: [...plannedRound.planned.warnings],
  };
}

/** Of a round whose network has no weights. */
export function notTrainedRecord(planned: RoundOfCell, training: Failure): CellRecord {
  const record = failedRecord(planned, {
    kind: 'not-trained',
    message: `The network was not trained: ${training.message}`,
    remedy: training.remedy,
    phase: 'training',
  });
  return { ...record, warnings: [] };
}

/** Of a round whose network came with weights that could not be brought into the cache. */
export const noWeightsRecord = (planned: RoundOfCell, failure: Failure): CellRecord =>
  failedRecord(planned, {
    ...failure,
    message: `Its weights could not be prepared: ${failure.message}`,
  });
