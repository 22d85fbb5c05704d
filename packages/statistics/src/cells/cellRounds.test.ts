import type { CellResults, Measured, MeasuredCellRecord, Scenario } from '@convbench/spec';
import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { cellRounds } from './cellRounds.js';

const record = exampleResults().cells[0]?.rounds[0] as MeasuredCellRecord;

function results(scenario: Scenario, change: Partial<MeasuredCellRecord> = {}): CellResults {
  const cell = { ...record.cell, scenario };
  return { cell, rounds: [{ ...record, ...change, cell, round: 1 }] };
}

it('gives the median latency at the place of its round', () => {
  expect(cellRounds(results('latency'))).toEqual({
    id: record.cell.id,
    rounds: [undefined, record.latency.medianMs],
    turns: [[], []],
    isDisturbed: record.warnings.some(({ kind }) => kind === 'contended'),
  });
});

it('gives what a process measured in each of its turns', () => {
  const samplesMs = [5, 4, 6, 9, 8, 7, 7];
  const blocks = [
    { startedMs: 0, turn: 1, samples: 3 },
    { startedMs: 300, turn: 2, samples: 4 },
  ];
  const change = { latency: { ...record.latency, samplesMs, blocks } };
  expect(cellRounds(results('latency', change)).turns?.[1]).toEqual([
    { turn: 1, medianMs: 5, lowMs: expect.closeTo(4.2, 9) as number },
    { turn: 2, medianMs: 7.5, lowMs: expect.closeTo(7, 9) as number },
  ]);
  expect(cellRounds(results('server', change)).turns?.[1]).toEqual([]);
});

it('turns rates into times, so that less is faster', () => {
  const imagesPerSecond: Measured = {
    value: 50,
    interval: { low: 40, high: 100, confidence: 0.95 },
  };
  expect(cellRounds(results('throughput', { imagesPerSecond })).rounds[1]).toEqual({
    value: 20,
    interval: { low: 10, high: 25, confidence: 0.95 },
  });
  expect(cellRounds(results('server')).rounds[1]).toHaveProperty('notMeasured');
  const none = { value: 0 };
  expect(cellRounds(results('throughput', { imagesPerSecond: none })).rounds[1]).toHaveProperty(
    'notMeasured',
  );
});
