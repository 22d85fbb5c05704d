/** @file What is written down of a round: measured, failed, or never begun. */
import { summarizeThroughput } from '@convbench/statistics';
import { RECORD_VERSION } from '@convbench/spec';
import type {
  CellRecord,
  Correctness,
  Failure,
  MeasuredCellRecord,
  Measuring,
} from '@convbench/spec';
import type { Watched } from '../watch/cellWatch.js';
import { cellWarnings } from './cellWarnings.js';
import type { MeasureResult } from './messages.js';
import type { PlannedRound } from './schedule.js';

/** What every record of a round begins with. */
const roundBase = ({ planned, round }: PlannedRound, startedAt: Date) => ({
  type: 'cell' as const,
  recordVersion: RECORD_VERSION as 2,
  cell: planned.cell,
  round,
  startedAt: startedAt.toISOString(),
  durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
});

export function failedRecord(
  plannedRound: PlannedRound,
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
export function notTrainedRecord(planned: PlannedRound, training: Failure): CellRecord {
  const record = failedRecord(planned, {
    kind: 'not-trained',
    message: `The network was not trained: ${training.message}`,
    ...(training.remedy === undefined ? {} : { remedy: training.remedy }),
    phase: 'training',
  });
  return { ...record, warnings: [] };
}

/** Of a round whose network came with weights that could not be brought into the cache. */
export const noWeightsRecord = (planned: PlannedRound, failure: Failure): CellRecord =>
  failedRecord(planned, {
    ...failure,
    message: `Its weights could not be prepared: ${failure.message}`,
  });

export interface MeasuredParts {
  readonly result: MeasureResult;
  /** Of the artefact, on the disk. */
  readonly modelBytes: number;
  readonly watched: Watched;
  readonly batchSize: number;
  readonly startedAt: Date;
  readonly measuring: Measuring;
  /** Of the round that looks at what the network computes. */
  readonly correctness: Correctness | undefined;
}

export function measuredRecord(plannedRound: PlannedRound, parts: MeasuredParts): CellRecord {
  const { result, modelBytes, watched, batchSize, startedAt, measuring, correctness } = parts;
  const { planned } = plannedRound;
  const { engineVersion, asRun, phases, latency, server } = result;
  const record: MeasuredCellRecord = {
    ...roundBase(plannedRound, startedAt),
    status: 'measured',
    engineVersion,
    asRun: { ...asRun },
    static: planned.static,
    modelBytes,
    batchSizeRun: batchSize,
    phases,
    latency,
    imagesPerSecond: summarizeThroughput(latency, batchSize, { seed: planned.cell.seed }),
    memory: watched.memory,
    gpu: watched.gpu,
    energy: watched.energy,
    contention: watched.contention,
    ...(server && { server }),
    ...(correctness && { correctness }),
    warnings: [],
  };
  const found = cellWarnings(record, { ...result, ...watched }, measuring);
  return { ...record, warnings: [...planned.warnings, ...found] };
}
