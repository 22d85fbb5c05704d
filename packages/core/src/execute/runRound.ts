import { summarizeThroughput } from '@convbench/statistics';
import { RECORD_VERSION } from '@convbench/spec';
import type { CellRecord, Correctness, Failure, MeasuredCellRecord } from '@convbench/spec';
import type { Plan, PlannedCell } from '../plan/types.js';
import { writePredictions } from '../store/predictions.js';
import { watchCell } from '../watch/cellWatch.js';
import type { RunMeters } from '../watch/runMeters.js';
import { cellWarnings } from './cellWarnings.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import type { CellPhase, RunEvent } from './events.js';
import type { MeasureResult, MeasureTask } from './messages.js';
import { lookUp } from './references.js';
import { runConformance } from './runConformance.js';
import type { PlannedRound } from './schedule.js';
import { runChild } from './spawnChild.js';

export interface RunRoundOptions {
  readonly plan: Plan;
  readonly runDirectory: string;
  /** Whether no earlier round has looked at what the network computes. */
  readonly correctness: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  readonly runSecondsLeft: () => number | null;
  readonly meters: RunMeters;
}

/** What every record of a round begins with. */
export const roundBase = ({ planned, round }: PlannedRound, startedAt: Date) => ({
  type: 'cell' as const,
  recordVersion: RECORD_VERSION as 2,
  cell: planned.cell,
  round,
  startedAt: startedAt.toISOString(),
  durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
});

/** Of a round whose network has no weights. */
export function notTrainedRecord(planned: PlannedRound, training: Failure): CellRecord {
  return {
    ...roundBase(planned, new Date()),
    status: 'failed',
    failure: {
      kind: 'not-trained',
      message: `The network was not trained: ${training.message}`,
      ...(training.remedy === undefined ? {} : { remedy: training.remedy }),
      phase: 'training',
    },
    warnings: [],
  };
}

/** Of a round whose network came with weights that could not be brought into the cache. */
export function noWeightsRecord(planned: PlannedRound, failure: Failure): CellRecord {
  return {
    ...roundBase(planned, new Date()),
    status: 'failed',
    failure: { ...failure, message: `Its weights could not be prepared: ${failure.message}` },
    warnings: [...planned.planned.warnings],
  };
}

/** Measures a cell in a fresh process with this batch size. Returns undefined when the signal ended it. */
export async function measureOnce(
  plannedRound: PlannedRound,
  batchSize: number,
  options: RunRoundOptions,
): Promise<CellRecord | undefined> {
  const { plan, signal, onEvent, runSecondsLeft, correctness } = options;
  const { planned, round } = plannedRound;
  const { cell } = planned;
  const { references, config } = plan;
  const { measuring } = config;
  const task: MeasureTask = {
    kind: 'measure',
    cell,
    batchSize,
    graphSha256: planned.static.graphSha256,
    architecture: lookUp(references.architectures, cell.network.id),
    backend: lookUp(references.backends, cell.backend.name),
    dataset: lookUp(references.datasets, cell.dataset.name),
    measuring,
    correctness,
    allowCpuNodes: config.allowCpuNodes,
    tf32: config.tf32,
    readsGpuPower: options.meters.gpu.obstacle() === undefined,
  };
  const startedAt = new Date();
  const limits = {
    timeLimitMs: config.cellTimeLimitMinutes * 60_000,
    ...(config.cellMemoryLimitBytes && { memoryLimitBytes: config.cellMemoryLimitBytes }),
    ...(signal && { signal }),
  };
  const failedWith = (failure: Failure): CellRecord => ({
    ...roundBase(plannedRound, startedAt),
    status: 'failed',
    failure,
    warnings: [...planned.warnings],
  });
  const tellPhase = (phase: string) => {
    onEvent({
      type: 'cell-phase',
      cell,
      round,
      batchSize,
      phase: phase as CellPhase,
      runSecondsLeft: runSecondsLeft(),
    });
  };
  const checked = correctness ? await runConformance(task, limits, tellPhase) : undefined;
  if (checked?.state === 'aborted') return undefined;
  if (checked?.state === 'failed') return failedWith(checked.failure);
  const environment = { ...process.env, ...(await deviceEnvironment(task)) };
  const watch = watchCell(options.meters, environment);
  const outcome = await runChild(task, limits, {
    onPhase: (phase, pid) => {
      watch.onPhase(phase, pid);
      tellPhase(phase);
    },
    onMessage: (message) => {
      if (message.type === 'notice') onEvent(message);
      if (message.type === 'accuracy-progress')
        onEvent({ type: 'cell-progress', cell, images: message.images, of: message.of });
    },
  });
  if (outcome.state !== 'result') watch.stop();
  if (outcome.state === 'aborted') return undefined;
  if (outcome.state === 'failed') return failedWith(outcome.failure);
  const { result } = outcome;
  const { engineVersion, asRun, modelBytes, phases, latency, server } = result;
  const watched = watch.end({ usesGpu: result.usesGpu, images: latency.count * batchSize });
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
    imagesPerSecond: summarizeThroughput(latency, batchSize, { seed: cell.seed }),
    memory: watched.memory,
    gpu: watched.gpu,
    energy: watched.energy,
    contention: watched.contention,
    ...(server && { server }),
    ...(result.correctness && {
      correctness: {
        ...(await correctnessOf(result.correctness, planned, options)),
        ...(checked?.result && { conformance: checked.result }),
      },
    }),
    warnings: [],
  };
  return {
    ...record,
    warnings: [...planned.warnings, ...cellWarnings(record, { ...result, ...watched }, measuring)],
  };
}

async function correctnessOf(
  { accuracy, parity, predictions, mistakes }: NonNullable<MeasureResult['correctness']>,
  { cell }: PlannedCell,
  { runDirectory }: RunRoundOptions,
): Promise<Correctness> {
  return {
    accuracy,
    parity,
    ...(mistakes.length > 0 && { mistakes: [...mistakes] }),
    predictions:
      predictions === undefined
        ? { notMeasured: 'there is no accuracy' }
        : await writePredictions(runDirectory, cell.id, predictions),
  };
}
