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
  });
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
