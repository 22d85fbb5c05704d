import { decideSweep } from '@convbench/measure';
import type { SweepOutcome } from '@convbench/measure';
import type { CellRecord, MeasuredCellRecord, SweepPoint, Warning } from '@convbench/spec';
import type { RoundTask } from '../tasks/executor.js';
import { measureAlone } from './measureTogether.js';
import type { TogetherContext } from './measureTogether.js';

function pointOf(record: CellRecord, batchSize: number): SweepPoint {
  if (record.status === 'failed') return { status: 'failed', batchSize, failure: record.failure };
  const { imagesPerSecond, latency, memory } = record;
  return {
    status: 'measured',
    batchSize,
    imagesPerSecond,
    medianMs: latency.medianMs,
    peakRssBytes: memory.peakRssBytes,
  };
}

function outcomeOf(point: SweepPoint): SweepOutcome {
  const { batchSize } = point;
  if (point.status === 'measured') return { batchSize, imagesPerSecond: point.imagesPerSecond };
  const failed = point.failure.kind === 'out-of-memory' ? 'out-of-memory' : 'failure';
  return { batchSize, failed };
}

/**
 * Measures with batches of 1, 2, 4 ..., each in a process of its own, until a larger one gains nothing or does not fit.
 * The record is that of the best batch, with all points. Undefined when the signal ended it.
 */
export async function sweep(
  task: RoundTask,
  context: Omit<TogetherContext, 'onRecord'>,
): Promise<CellRecord | undefined> {
  const { cell, fixedBatch } = task.planned;
  const records: { readonly batchSize: number; readonly record: CellRecord }[] = [];
  const points: SweepPoint[] = [];
  for (;;) {
    const step = decideSweep(points.map(outcomeOf), {
      maximumBatch: cell.batchSize,
      ...(fixedBatch && { firstBatch: cell.batchSize }),
    });
    if (!('next' in step)) {
      const best = records.find(({ batchSize }) => batchSize === step.bestBatchSize)?.record;
      // Without a best one, the only point has failed.
      if (best?.status !== 'measured' || step.bestBatchSize === undefined)
        return records[0]?.record;
      const { bestBatchSize, endedBy } = step;
      // What a network computes was looked at with the first batch.
      const looked = records.map(({ record }) => record).find(hasCorrectness);
      const { correctness, warnings = [] } = looked ?? {};
      return {
        ...best,
        sweep: { points, bestBatchSize, endedBy },
        ...(correctness && { correctness }),
        warnings: [
          ...best.warnings.filter(not(isAboutAnswers)),
          ...warnings.filter(isAboutAnswers),
        ],
      };
    }
    const correctness = records.length === 0 ? task.correctness : 'none';
    const record = await measureAlone({ task, batchSize: step.next, correctness }, context);
    if (record === undefined) return undefined;
    records.push({ batchSize: step.next, record });
    points.push(pointOf(record, step.next));
  }
}

const hasCorrectness = (record: CellRecord): record is MeasuredCellRecord =>
  record.status === 'measured' && record.correctness !== undefined;

const isAboutAnswers = ({ kind }: Warning) =>
  kind === 'parity-failed' ||
  kind === 'batch-changes-answers' ||
  kind === 'non-finite-logits' ||
  kind === 'not-learnt' ||
  kind === 'near-chance';

const not =
  <Value>(is: (value: Value) => boolean) =>
  (value: Value) =>
    !is(value);
