/** @file What the processes of a measurement are asked to do. */
import type { CorrectnessToFind, RoundTask } from '../tasks/executor.js';
import type {
  ConformanceTask,
  Materialized,
  MaterializeTask,
  MeasureTask,
} from '../tasks/messages.js';

/** One measuring process of a round; a sweep has several. */
export interface SingleMeasuring {
  readonly task: RoundTask;
  readonly batchSize: number;
  /** What this process looks at besides time. */
  readonly correctness: CorrectnessToFind;
}

export function conformanceTask({ task, batchSize }: SingleMeasuring): ConformanceTask {
  const { architecture, backend } = task.plugins;
  const { cell } = task.planned;
  return { kind: 'conformance', cell, batchSize, architecture, backend, tf32: task.config.tf32 };
}

export function materializeTask({
  task,
  batchSize,
  correctness,
}: SingleMeasuring): MaterializeTask {
  const { cell, static: cost, source, uninterpreted, fixedBatch } = task.planned;
  const { architecture, backend } = task.plugins;
  const comparesSingle =
    correctness !== 'none' && batchSize > 1 && uninterpreted === undefined && !fixedBatch;
  return {
    kind: 'materialize',
    cell,
    batchSizes: [batchSize, ...(comparesSingle ? [1] : [])],
    graphSha256: cost.graphSha256,
    source,
    architecture,
    backend,
  };
}

export function measureTask(
  { task, batchSize, correctness }: SingleMeasuring,
  { artefacts: [whole, single], reference }: Materialized,
): MeasureTask {
  if (whole === undefined) throw new Error('No artefact was written.');
  const { cell, uninterpreted } = task.planned;
  const { measuring, allowCpuNodes, tf32 } = task.config;
  const { backend, dataset } = task.plugins;
  return {
    kind: 'measure',
    cell,
    batchSize,
    artefact: whole.artefact,
    single: single?.artefact,
    reference,
    uninterpreted,
    backend,
    dataset,
    measuring,
    correctness:
      typeof correctness === 'string' ? correctness : { predicted: correctness.predicted },
    allowCpuNodes,
    tf32,
  };
}
