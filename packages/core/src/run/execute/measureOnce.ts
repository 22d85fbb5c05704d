import type { CellRecord, Correctness } from '@convbench/spec';
import type { BackendProbe, Plan } from '../../plan/matrix/types.js';
import { writePredictions } from '../../store/predictions.js';
import { watchCell } from '../watch/cellWatch.js';
import type { RunMeters } from '../watch/runMeters.js';
import { failedRecord, measuredRecord } from './cellRecord.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import type { CellPhase, RunEvent } from './events.js';
import type { ConformanceTask, MaterializeTask, MeasureResult, MeasureTask } from './messages.js';
import { lookUp, lookUpProbe } from './references.js';
import type { PlannedRound } from './schedule.js';
import { runChild } from './runChild.js';
import { uninterpretedText } from './uninterpretedText.js';

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
  const { descriptor } = probeOf(next, options);
  const checks = correctness && descriptor.checkedAgainst !== undefined;
  const checked = checks
    ? await runChild(conformanceTask(next, batchSize, options), limits, { onPhase: tellPhase })
    : undefined;
  if (checked?.state === 'aborted') return undefined;
  if (checked?.state === 'failed') return failedRecord(next, checked.failure, startedAt);

  const written = await runChild(materializeTask(next, batchSize, options), limits, {
    onPhase: tellPhase,
  });
  if (written.state === 'aborted') return undefined;
  if (written.state === 'failed') return failedRecord(next, written.failure, startedAt);

  const artefact = written.result;
  const task = measureTask(next, { batchSize, artefact, usesGpu: descriptor.usesGpu }, options);
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
  const watched = watch.end({ usesGpu: task.usesGpu, images });
  const found = result.correctness && {
    ...(await correctnessOf(result.correctness, cell.id, options.runDirectory)),
    ...(checked?.result && { conformance: checked.result }),
  };
  return measuredRecord(next, {
    result,
    modelBytes: artefact.bytes,
    watched,
    batchSize,
    startedAt,
    measuring,
    correctness: found,
  });
}

function probeOf({ planned }: PlannedRound, { plan }: RunRoundOptions): BackendProbe {
  const { name, device } = planned.cell.backend;
  const probe = lookUpProbe(plan.probes, name, device);
  if (probe === undefined) throw new Error(`The plan has not probed ${name} on ${device}.`);
  return probe;
}

function pluginsOf({ planned }: PlannedRound, { plan: { references } }: RunRoundOptions) {
  const { network, backend } = planned.cell;
  return {
    architecture: lookUp(references.architectures, network.id),
    backend: lookUp(references.backends, backend.name),
  };
}

function conformanceTask(
  next: PlannedRound,
  batchSize: number,
  options: RunRoundOptions,
): ConformanceTask {
  const { cell } = next.planned;
  const { tf32 } = options.plan.config;
  return { kind: 'conformance', cell, batchSize, ...pluginsOf(next, options), tf32 };
}

function materializeTask(
  next: PlannedRound,
  batchSize: number,
  options: RunRoundOptions,
): MaterializeTask {
  const { cell, static: cost, opaqueOperators } = next.planned;
  const { graphSha256 } = cost;
  const isFile = opaqueOperators !== undefined;
  return { kind: 'materialize', cell, batchSize, graphSha256, isFile, ...pluginsOf(next, options) };
}

function measureTask(
  next: PlannedRound,
  loaded: Pick<MeasureTask, 'batchSize' | 'artefact' | 'usesGpu'>,
  options: RunRoundOptions,
): MeasureTask {
  const { cell, opaqueOperators } = next.planned;
  const { plan, correctness, meters } = options;
  const { references, config } = plan;
  return {
    kind: 'measure',
    cell,
    ...loaded,
    ...(opaqueOperators && { uninterpreted: uninterpretedText(opaqueOperators) }),
    backend: pluginsOf(next, options).backend,
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
