import { isMeasured } from '@convbench/spec';
import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { runCandidates } from './runCandidates.js';

const results = exampleResults();
const candidates = runCandidates(results.cells, results);

it('takes every cell with the figures of its record', () => {
  expect(candidates.map(({ id }) => id)).toEqual(results.cells.map(({ cell }) => cell.id));
  const [first] = candidates;
  const [record] = results.cells[0]?.rounds ?? [];
  expect(record).toMatchObject({ status: 'measured' });
  if (first === undefined || record?.status !== 'measured') return;
  expect(first.figures.parameters).toEqual({ value: record.static.trainableParameters });
  expect(first.figures.memoryBytes).toEqual(record.memory.peakRssBytes);
  expect(first.figures.latencyMs).toMatchObject({
    value: isMeasured(record.latency.medianMs) ? record.latency.medianMs.value : NaN,
  });
});

it('takes the latency of the whole batch', () => {
  const batch32 = results.cells.findIndex(({ cell }) => cell.batchSize === 32);
  const latency = candidates[batch32]?.figures.latencyMs;
  expect(latency && isMeasured(latency) ? latency.value : 0).toBeGreaterThan(10);
});

it('keeps a failed cell, without a figure and never to be picked', () => {
  const failed = results.cells.findIndex(({ rounds }) => rounds[0]?.status === 'failed');
  expect(candidates[failed]).toMatchObject({
    excluded: 'it failed',
    figures: { top1: { notMeasured: expect.stringContaining('failed') as string } },
  });
});
