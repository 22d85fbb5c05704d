import { isUserError } from '@convbench/spec';
import { expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { renderJson } from './json.js';

it('holds the results unchanged, and what follows from them', () => {
  const results = exampleResults();
  const report = JSON.parse(renderJson(results)) as {
    jsonReportVersion: number;
    run: unknown;
    trainings: unknown;
    cells: unknown;
    summary: { slices: { answer: string; cells: Record<string, unknown>[] }[] };
  };
  const { jsonReportVersion, summary, ...rest } = report;
  expect(jsonReportVersion).toBe(1);
  expect(rest).toEqual(results);
  expect(summary.slices).toHaveLength(2);
  expect(summary.slices[0]?.answer).toContain('VGG-11');
  expect(summary.slices[0]?.cells[0]).toMatchObject({
    network: 'NiN',
    status: 'measured',
    ranked: true,
    standing: 'front',
    figures: {
      macs_count: { value: 58_500_000 },
      energy_per_image_joules: {
        notMeasured: 'steady state was too short for the energy counter',
      },
    },
    marks: { latency_median_ms: 'best' },
  });
  expect(summary.slices[1]?.cells[1]).toMatchObject({ status: 'failed', standing: null });
});

it('has a line for each list and each object of numbers, whatever strings look like', () => {
  const tricky = '[\n  1,\n  2\n]';
  const results = withMeasured((record) => ({ ...record, cell: { ...record.cell, id: tricky } }));
  const text = renderJson(results);
  expect(text).toMatch(/"samplesMs": \[[\d.]+(?:, [\d.]+)+\]/);
  expect(text).toMatch(/"interval": \{"low": [\d.]+, "high": [\d.]+, "confidence": 0.95\}/);
  expect(text).not.toMatch(/^ *-?\d[\d.e+-]*,?$/m);
  expect(JSON.parse(text)).toMatchObject(results);
});

it('refuses results that JSON would turn into null (R05)', () => {
  const broken = withMeasured((record) => ({ ...record, imagesPerSecond: { value: Infinity } }));
  try {
    renderJson(broken);
    expect.unreachable();
  } catch (error) {
    expect(isUserError(error)).toBe(true);
  }
});
