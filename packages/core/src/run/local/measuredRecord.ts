/** @file What is written down of a round that was measured. */
import type { LateWarmUp } from '@convbench/measure';
import { summarizeThroughput } from '@convbench/statistics';
import type {
  CellRecord,
  Correctness,
  Latency,
  MeasuredCellRecord,
  Measuring,
  Turns,
} from '@convbench/spec';
import { roundBase } from '../tasks/cellRecord.js';
import type { RoundOfCell } from '../tasks/cellRecord.js';
import type { MeasureResult } from '../tasks/messages.js';
import { cellWarnings } from './cellWarnings.js';
import type { Watched } from './watch/cellWatch.js';

export interface MeasuredParts {
  readonly result: MeasureResult;
  /** Of the artefact, on the disk. */
  readonly modelBytes: number;
  readonly watched: Watched;
  readonly latency: Latency;
  /** Calls of the steady state that were part of the warm-up. */
  readonly lateWarmUp: LateWarmUp;
  readonly turns: Turns;
  readonly batchSize: number;
  readonly startedAt: Date;
  readonly measuring: Measuring;
  /** Of the round that looks at what the network computes. */
  readonly correctness: Correctness | undefined;
}

export function measuredRecord(plannedRound: RoundOfCell, parts: MeasuredParts): CellRecord {
  const { result, modelBytes, watched, latency, lateWarmUp, turns, batchSize, startedAt } = parts;
  const { measuring, correctness } = parts;
  const { planned } = plannedRound;
  const { engineVersion, asRun, server } = result;
  const record: MeasuredCellRecord = {
    ...roundBase(plannedRound, startedAt),
    status: 'measured',
    engineVersion,
    asRun: { ...asRun },
    static: planned.static,
    modelBytes,
    batchSizeRun: batchSize,
    phases: {
      ...result.phases,
      warmupIterations: result.phases.warmupIterations + lateWarmUp.calls,
      warmupMs: result.phases.warmupMs + lateWarmUp.ms,
    },
    latency,
    imagesPerSecond: summarizeThroughput(latency, batchSize, { seed: planned.cell.seed }),
    memory: watched.memory,
    gpu: watched.gpu,
    energy: watched.energy,
    contention: watched.contention,
    turns,
    ...(server && { server }),
    ...(correctness && { correctness }),
    warnings: [],
  };
  const found = cellWarnings(record, { ...result, ...watched }, measuring);
  return { ...record, warnings: [...planned.warnings, ...found] };
}
