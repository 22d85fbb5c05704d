import type { CellRecord, Correctness } from '@convbench/spec';
import type { Plan } from '../../plan/matrix/types.js';
import { writePredictions } from '../../store/predictions.js';
import { watchCell } from '../watch/cellWatch.js';
import type { RunMeters } from '../watch/runMeters.js';
import { failedRecord, measuredRecord } from './cellRecord.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import type { CellPhase, RunEvent } from './events.js';
import type { MeasureResult, MeasureTask } from './messages.js';
import { lookUp } from './references.js';
import { runConformance } from './runConformance.js';
import type { PlannedRound } from './schedule.js';
import { runChild } from './runChild.js';

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

/** Measures a cell in a fresh process with this batch size. Returns undefined when the signal ended it. */
export async function measureOnce(
  next: PlannedRound,
  batchSize: number,
  options: RunRoundOptions,
): Promise<CellRecord | undefined> {
  const { signal, onEvent, runSecondsLeft, correctness } = options;
  const { cellTimeLimitMinutes, cellMemoryLimitBytes, measuring } = options.plan.config;
  const { planned, round } = next;
  const { cell } = planned;
  const task = measureTask(next, batchSize, options);
  const startedAt = new Date();
  const limits = {
    timeLimitMs: cellTimeLimitMinutes * 60_000,
    ...(cellMemoryLimitBytes && { memoryLimitBytes: cellMemoryLimitBytes }),
    ...(signal && { signal }),
  };
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
  if (checked?.state === 'failed') return failedRecord(next, checked.failure, startedAt);

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
  if (outcome.state === 'failed') return failedRecord(next, outcome.failure, startedAt);

  const { result } = outcome;
  const images = result.latency.count * batchSize;
  const watched = watch.end({ usesGpu: result.usesGpu, images });
  const found = result.correctness && {
    ...(await correctnessOf(result.correctness, cell.id, options.runDirectory)),
    ...(checked?.result && { conformance: checked.result }),
  };
  return measuredRecord(next, {
    result,
    watched,
    batchSize,
    startedAt,
    measuring,
    correctness: found,
  });
}

function measureTask(
  { planned }: PlannedRound,
  batchSize: number,
  { plan, correctness, meters }: RunRoundOptions,
): MeasureTask {
  const { cell } = planned;
  const { references, config } = plan;
  return {
    kind: 'measure',
    cell,
    batchSize,
    graphSha256: planned.static.graphSha256,
    architecture: lookUp(references.architectures, cell.network.id),
    backend: lookUp(references.backends, cell.backend.name),
    dataset: lookUp(references.datasets, cell.dataset.name),
    measuring: config.measuring,
    correctness,
    allowCpuNodes: config.allowCpuNodes,
    tf32: config.tf32,
    readsGpuPower: meters.gpu.obstacle() === undefined,
  };
}

async function correctnessOf(
  { accuracy, parity, predictions, mistakes }: NonNullable<MeasureResult['correctness']>,
  cellId: string,
  runDirectory: string,
): Promise<Correctness> {
  return {
    accuracy,
    parity,
    ...(mistakes.length > 0 && { mistakes: [...mistakes] }),
    predictions:
      predictions === undefined
        ? { notMeasured: 'there is no accuracy' }
        : await writePredictions(runDirectory, cellId, predictions),
  };
}
