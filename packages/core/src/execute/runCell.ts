import { loadPerCpu } from '@convbench/measure';
import { RECORD_VERSION } from '@convbench/spec';
import type { CellRecord, Failure } from '@convbench/spec';
import { summarizeThroughput } from '@convbench/statistics';
import type { Plan, PlannedCell } from '../plan/types.js';
import { cellWarnings, contentionWarning } from './cellWarnings.js';
import type { CellPhase, RunEvent } from './events.js';
import { watchMemory } from './memoryWatch.js';
import type { MeasureTask } from './messages.js';
import { lookUp } from './references.js';
import { runChild } from './spawnChild.js';

export interface RunCellOptions {
  readonly plan: Plan;
  readonly signal?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  readonly runSecondsLeft: () => number | null;
  readonly ownLoadPerCpu: number;
}

const base = ({ cell }: PlannedCell, startedAt: Date) => ({
  type: 'cell' as const,
  recordVersion: RECORD_VERSION as 1,
  cell,
  startedAt: startedAt.toISOString(),
  durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
});

/** Of a cell whose network has no weights. */
export function notTrainedRecord(planned: PlannedCell, training: Failure): CellRecord {
  return {
    ...base(planned, new Date()),
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

/** Of a cell whose network came with weights that could not be brought into the cache. */
export function noWeightsRecord(planned: PlannedCell, failure: Failure): CellRecord {
  return {
    ...base(planned, new Date()),
    status: 'failed',
    failure: { ...failure, message: `Its weights could not be prepared: ${failure.message}` },
    warnings: [...planned.warnings],
  };
}

/** Measures a cell in a fresh process. Returns undefined when the signal ended it. */
export async function runCell(
  planned: PlannedCell,
  options: RunCellOptions,
): Promise<CellRecord | undefined> {
  const { plan, signal, onEvent, runSecondsLeft, ownLoadPerCpu } = options;
  const { cell } = planned;
  const { references, config } = plan;
  const { measuring } = config;
  const task: MeasureTask = {
    kind: 'measure',
    cell,
    graphSha256: planned.static.graphSha256,
    architecture: lookUp(references.architectures, cell.network.id),
    backend: lookUp(references.backends, cell.backend.name),
    dataset: lookUp(references.datasets, cell.dataset.name),
    measuring,
  };
  const startedAt = new Date();
  const contention = contentionWarning({ loadPerCpu: loadPerCpu(), ownLoadPerCpu });
  const memory = watchMemory();
  const timeLimitMs = config.cellTimeLimitMinutes * 60_000;
  const outcome = await runChild(
    task,
    { timeLimitMs, ...(signal && { signal }) },
    {
      onPhase: (phase, pid) => {
        memory.onPhase(phase, pid);
        onEvent({
          type: 'cell-phase',
          cell,
          phase: phase as CellPhase,
          runSecondsLeft: runSecondsLeft(),
        });
      },
      onMessage: (message) => {
        if (message.type === 'notice') onEvent(message);
        if (message.type === 'accuracy-progress')
          onEvent({ type: 'cell-progress', cell, images: message.images, of: message.of });
      },
    },
  );
  const memoryFigures = memory.end();
  if (outcome.state === 'aborted') return undefined;
  const common = base(planned, startedAt);
  if (outcome.state === 'failed')
    return {
      ...common,
      status: 'failed',
      failure: outcome.failure,
      warnings: [...planned.warnings, ...contention],
    };
  const { result } = outcome;
  const { engineVersion, asRun, modelBytes, phases, latency, accuracy, parity } = result;
  return {
    ...common,
    status: 'measured',
    engineVersion,
    asRun: { ...asRun },
    static: planned.static,
    modelBytes,
    phases,
    latency,
    imagesPerSecond: summarizeThroughput(latency, cell.batchSize, { seed: cell.seed }),
    memory: memoryFigures,
    energyPerImageJoules: {
      notMeasured: 'convbench does not read a power meter of this device yet',
    },
    accuracy,
    parity,
    warnings: [...planned.warnings, ...contention, ...cellWarnings(cell, result, measuring)],
  };
}
