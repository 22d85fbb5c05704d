import type { Artefact, CellRecord, Correctness } from '@convbench/spec';
import { writePredictions } from '../../store/predictions.js';
import { failedRecord } from '../tasks/cellRecord.js';
import type { RoundTask, TaskContext } from '../tasks/executor.js';
import type {
  ConformanceTask,
  MaterializeTask,
  MeasureResult,
  MeasureTask,
} from '../tasks/messages.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import { measuredRecord } from './measuredRecord.js';
import { runChild } from './runChild.js';
import type { ChildOptions } from './supervisedChild.js';
import { uninterpretedText } from './uninterpretedText.js';
import { watchCell } from './watch/cellWatch.js';
import type { RunMeters } from './watch/runMeters.js';

/** One measuring process of a round; a sweep has several. */
export interface SingleMeasuring {
  readonly task: RoundTask;
  readonly batchSize: number;
  /** Whether this process looks at what the network computes. */
  readonly correctness: boolean;
  readonly meters: RunMeters;
}

/**
 * Measures a cell in a fresh process with this batch size. What the process opens is written before, and a device that may
 * compute wrongly is checked, each in a process of its own. Undefined when the signal ended it.
 */
export async function measureOnce(
  measuring: SingleMeasuring,
  context: TaskContext,
): Promise<CellRecord | undefined> {
  const { task, batchSize, correctness } = measuring;
  const { config, descriptor } = task;
  const startedAt = new Date();
  const limits: ChildOptions = {
    timeLimitMs: config.cellTimeLimitMinutes * 60_000,
    memoryLimitBytes: config.cellMemoryLimitBytes,
    signal: context.signal,
  };
  const onPhase = (phase: string) => context.onEvent({ type: 'phase', phase, batchSize });

  const isChecked = correctness && descriptor.checkedAgainst !== undefined;
  const checked = isChecked
    ? await runChild(conformanceTask(measuring), limits, { onPhase })
    : undefined;
  if (checked?.state === 'aborted') return undefined;
  if (checked?.state === 'failed') return failedRecord(task, checked.failure, startedAt);

  const written = await runChild(materializeTask(measuring), limits, { onPhase });
  if (written.state === 'aborted') return undefined;
  if (written.state === 'failed') return failedRecord(task, written.failure, startedAt);
  const [artefact, single] = written.result;
  if (artefact === undefined) throw new Error('No artefact was written.');

  const child = measureTask(measuring, artefact, single);
  const environment = { ...process.env, ...(await deviceEnvironment(child)) };
  const watch = watchCell(measuring.meters, environment);
  const outcome = await runChild(child, limits, {
    onPhase: (phase, pid) => {
      watch.onPhase(phase, pid);
      onPhase(phase);
    },
    onMessage: context.onEvent,
  });
  if (outcome.state !== 'result') watch.stop();
  if (outcome.state === 'aborted') return undefined;
  if (outcome.state === 'failed') return failedRecord(task, outcome.failure, startedAt);

  const { result } = outcome;
  const images = result.latency.count * batchSize;
  const watched = watch.end({ usesGpu: descriptor.usesGpu, images });
  const found = result.correctness && {
    ...(await correctnessOf(result.correctness, task)),
    ...(checked?.result && { conformance: checked.result }),
  };
  return measuredRecord(task, {
    result,
    modelBytes: artefact.bytes,
    watched,
    batchSize,
    startedAt,
    measuring: config.measuring,
    correctness: found,
  });
}

function conformanceTask({ task, batchSize }: SingleMeasuring): ConformanceTask {
  const { architecture, backend } = task.plugins;
  const { cell } = task.planned;
  return { kind: 'conformance', cell, batchSize, architecture, backend, tf32: task.config.tf32 };
}

function materializeTask({ task, batchSize, correctness }: SingleMeasuring): MaterializeTask {
  const { cell, static: cost, opaqueOperators, fixedBatch } = task.planned;
  const { architecture, backend } = task.plugins;
  const isFile = opaqueOperators !== undefined;
  const comparesSingle = correctness && batchSize > 1 && !isFile && !fixedBatch;
  return {
    kind: 'materialize',
    cell,
    batchSizes: [batchSize, ...(comparesSingle ? [1] : [])],
    graphSha256: cost.graphSha256,
    isFile,
    architecture,
    backend,
  };
}

function measureTask(
  { task, batchSize, correctness, meters }: SingleMeasuring,
  artefact: Artefact,
  single: Artefact | undefined,
): MeasureTask {
  const { cell, opaqueOperators } = task.planned;
  const { measuring, allowCpuNodes, tf32 } = task.config;
  const { backend, dataset } = task.plugins;
  return {
    kind: 'measure',
    cell,
    batchSize,
    artefact,
    single,
    uninterpreted: opaqueOperators && uninterpretedText(opaqueOperators),
    usesGpu: task.descriptor.usesGpu,
    backend,
    dataset,
    measuring,
    correctness,
    allowCpuNodes,
    tf32,
    readsGpuPower: meters.gpu.obstacle() === undefined,
  };
}

async function correctnessOf(
  { accuracy, parity, predictions, mistakes }: NonNullable<MeasureResult['correctness']>,
  { planned, runDirectory }: RoundTask,
): Promise<Correctness> {
  return {
    accuracy,
    parity,
    ...(mistakes.length > 0 && { mistakes: [...mistakes] }),
    predictions:
      predictions === undefined
        ? { notMeasured: 'there is no accuracy' }
        : await writePredictions(runDirectory, planned.cell.id, predictions),
  };
}
