import type { CellRecord, CellResults, MeasuredCellRecord } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { summarizeCell } from './summarizeCell.js';

const results = exampleResults();
const [example] = results.cells;
const [first] = example?.rounds ?? [];
if (example === undefined || first?.status !== 'measured') throw new TypeError('It is measured.');

/** The first round again, its times multiplied; without what only one round looks at. */
function round(index: number, factor: number): MeasuredCellRecord {
  const { correctness, ...record } = first as MeasuredCellRecord;
  const { latency } = record;
  return {
    ...record,
    ...(index === 0 && correctness ? { correctness } : {}),
    round: index,
    latency: {
      ...latency,
      samplesMs: latency.samplesMs.map((ms) => ms * factor),
      medianMs: { value: 10 * factor },
      minimumMs: latency.minimumMs * factor,
      maximumMs: latency.maximumMs * factor,
    },
    imagesPerSecond: { value: 100 / factor },
    memory: { ...record.memory, peakRssBytes: { value: 1e8 * factor } },
  };
}

const failed: CellRecord = {
  type: 'cell',
  recordVersion: first.recordVersion,
  cell: first.cell,
  round: 1,
  startedAt: first.startedAt,
  durationSeconds: 1,
  status: 'failed',
  failure: { kind: 'threw', message: 'No.', phase: 'load' },
  warnings: [],
};

const of = (...rounds: CellRecord[]): CellResults => ({ cell: first.cell, rounds });

describe('summarizeCell', () => {
  it('takes the median process of each figure, with an interval over processes', () => {
    const summary = summarizeCell(of(round(0, 1), round(1, 1.2), round(2, 0.9)), results);
    expect(summary).toMatchObject({
      processes: 3,
      latency: { medianMs: { value: 10 }, intervalSource: 'student-t' },
      imagesPerSecond: { value: 100 },
      memory: { peakRssBytes: { value: 1e8 } },
    });
    const { medianMs, spreadBetween } = summary?.latency ?? {};
    const interval = medianMs && 'interval' in medianMs ? medianMs.interval : undefined;
    expect(interval?.low).toBeLessThan(9);
    expect(interval?.high).toBeGreaterThan(12);
    expect(spreadBetween).toMatchObject({ value: expect.closeTo(0.145, 2) });
  });

  it('keeps the interval of a single process, which is that within it', () => {
    const summary = summarizeCell(of(first), results);
    expect(summary?.latency).toMatchObject({
      medianMs: first.latency.medianMs,
      intervalSource: 'within-process',
      spreadBetween: { notMeasured: expect.any(String) },
    });
  });

  it('takes accuracy from the round that looked at it, and counts all calls', () => {
    const summary = summarizeCell(of(round(1, 1), round(0, 1)), results);
    expect(summary?.accuracy).toEqual(first.correctness?.accuracy);
    expect(summary?.latency.count).toBe(2 * first.latency.count);
    expect(summarizeCell(of(round(1, 1)), results)?.accuracy).toEqual({
      notMeasured: expect.any(String),
    });
  });

  it('leaves out processes that failed, and says why they did', () => {
    const summary = summarizeCell(of(round(0, 1), failed), results);
    expect(summary).toMatchObject({ processes: 1, failures: [{ message: 'No.' }] });
    expect(summarizeCell(of(failed), results)).toBe(undefined);
  });

  it('has the worst warning of each kind', () => {
    const noisy = (relativeHalfWidth: number) => ({ kind: 'noisy' as const, relativeHalfWidth });
    const summary = summarizeCell(
      of(
        { ...round(0, 1), warnings: [noisy(0.06), { kind: 'software-gpu', adapter: 'S' }] },
        { ...round(1, 1), warnings: [noisy(0.2)] },
      ),
      results,
    );
    expect(summary?.warnings).toEqual([noisy(0.2), { kind: 'software-gpu', adapter: 'S' }]);
  });

  it('takes what is no number for not measured (R05)', () => {
    const broken = { ...round(1, 1), imagesPerSecond: { value: NaN } };
    expect(summarizeCell(of(broken), results)?.imagesPerSecond).toEqual({
      notMeasured: 'the record holds NaN',
    });
  });
});
