import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { renderSamplesCsv } from './samplesCsv.js';

it('holds every sample in time order, to the last digit', () => {
  const results = exampleResults();
  const rows = parse(renderSamplesCsv(results), { columns: true }) as Record<string, string>[];
  const [first] = results.cells;
  const record = first?.rounds[0];
  if (record?.status !== 'measured') throw new TypeError('The first cell is measured.');
  const own = rows.filter((row) => row['cell_id'] === record.cell.id);
  expect(own.map((row) => Number(row['latency_ms']))).toEqual(record.latency.samplesMs);
  expect(own.map((row) => Number(row['sample']))).toEqual(own.map((_, index) => index));
  expect(rows).toHaveLength(3 * 120 + 4 * 600);
});
