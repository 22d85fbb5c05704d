import { isMeasured } from '@convbench/spec';
import type { CellRecord, MeasuredCellRecord, Sweep, SweepPoint } from '@convbench/spec';
import type { RunRoundOptions } from './runRound.js';
import { measureOnce } from './runRound.js';
import type { PlannedRound } from './schedule.js';

/** A doubled batch that gains less than this over the best so far gains nothing. */
const worthwhileGain = 0.02;

const rateOf = ({ imagesPerSecond }: MeasuredCellRecord) =>
  isMeasured(imagesPerSecond) ? imagesPerSecond.value : 0;

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

/**
 * Measures with batches of 1, 2, 4 ..., each in a process of its own, until a larger one gains nothing or does not fit.
 * The record is that of the best batch, with all points. Returns undefined when the signal ended it.
 */
export async function runSweep(
  next: PlannedRound,
  options: RunRoundOptions,
): Promise<CellRecord | undefined> {
  const { cell, fixedBatch } = next.planned;
  const points: SweepPoint[] = [];
  let best: MeasuredCellRecord | undefined;
  let endedBy: Sweep['endedBy'] = 'maximum-batch';
  for (
    let batchSize = fixedBatch ? cell.batchSize : 1;
    batchSize <= cell.batchSize;
    batchSize *= 2
  ) {
    const correctness = options.correctness && best === undefined;
    const record = await measureOnce(next, batchSize, { ...options, correctness });
    if (record === undefined) return undefined;
    points.push(pointOf(record, batchSize));
    if (record.status === 'failed') {
      if (best === undefined) return record;
      endedBy = record.failure.kind === 'out-of-memory' ? 'out-of-memory' : 'failure';
      break;
    }
    if (best !== undefined && rateOf(record) < rateOf(best) * (1 + worthwhileGain)) {
      endedBy = 'no-gain';
      break;
    }
    // What a network computes was looked at with the first batch.
    best = best?.correctness ? { ...record, correctness: best.correctness } : record;
  }
  if (best === undefined) return undefined;
  return { ...best, sweep: { points, bestBatchSize: best.batchSizeRun, endedBy } };
}
