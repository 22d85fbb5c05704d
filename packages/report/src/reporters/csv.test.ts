import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { HOSTILE, hostileResults } from '../../../../test/support/hostileResults.js';
import { parseCsv, parseCsvRecords } from '../../../../test/support/parseCsv.js';
import { renderCsv } from './csv.js';

const titled = (title: string) =>
  withMeasured((record) => ({
    ...record,
    cell: { ...record.cell, network: { ...record.cell.network, title, id: title } },
  }));

describe('renderCsv', () => {
  it('has one row per planned cell, in the order of the plan, all of one length', () => {
    const results = exampleResults();
    const rows = parseCsvRecords(renderCsv(results));
    expect(rows.map((row) => row['cell_id'])).toEqual(results.run.cells.map(({ id }) => id));
    expect(rows.map((row) => row['status'])).toEqual([
      ...Array(5).fill('measured'),
      'failed',
      'measured',
      'measured',
    ]);
  });

  it('holds the figures of the records, to the last digit', () => {
    const results = exampleResults();
    const [row] = parseCsvRecords(renderCsv(results));
    const record = results.cells[0]?.rounds[0];
    if (record?.status !== 'measured' || 'notMeasured' in record.latency.medianMs) {
      throw new TypeError('The first cell is measured.');
    }
    const { value, interval } = record.latency.medianMs;
    expect(Number(row?.['latency_median_ms'])).toBe(value);
    expect(Number(row?.['latency_median_low_ms'])).toBe(interval?.low);
    expect(Number(row?.['latency_median_high_ms'])).toBe(interval?.high);
    expect(Number(row?.['top1_fraction'])).toBe(0.8853);
    expect(row?.['macs_count']).toBe('58500000');
    expect(row?.['interval_confidence']).toBe('0.95');
    expect(JSON.parse(row?.['options_json'] ?? '')).toEqual(record.cell.network.options);
    expect(JSON.parse(row?.['recipe_json'] ?? '')).toMatchObject({ batchSize: 64 });
  });

  it('leaves what was not measured empty with its reason beside, never 0', () => {
    const rows = parseCsvRecords(renderCsv(exampleResults()));
    expect(rows[0]?.['energy_per_image_joules']).toBe('');
    expect(JSON.parse(rows[0]?.['not_measured_json'] ?? '')).toEqual({
      energy_per_image_joules: 'steady state was too short for the energy counter',
    });
    expect(rows[1]?.['not_measured_json']).toBe('');
    expect(rows[5]?.['latency_median_ms']).toBe('');
    expect(JSON.parse(rows[5]?.['not_measured_json'] ?? '')).toEqual({
      '*': 'the cell failed in warm-up',
    });
    expect(rows[5]?.['failure_kind']).toBe('killed');
  });

  it('shows cells that have not run', () => {
    const rows = parseCsvRecords(renderCsv({ ...exampleResults(), cells: [] }));
    expect(rows).toHaveLength(8);
    expect(rows[0]?.['status']).toBe('not run');
    expect(rows[0]?.['not_measured_json']).toBe('{"*":"not run yet"}');
  });

  it.each(['=1+1', '-cmd', '@x', '+a', '\t=1'])('neutralises the text %j (R01)', (title) => {
    const [row] = parseCsvRecords(renderCsv(titled(title)));
    expect(row?.['network_id']).toBe(`'${title}`);
  });

  it('keeps a negative number a number (R01)', () => {
    const results = withMeasured((record) => ({
      ...record,
      imagesPerSecond: { value: -1.5, interval: { low: -2, high: 1e-7, confidence: 0.95 } },
    }));
    const text = renderCsv(results);
    const [row] = parseCsvRecords(text);
    expect(row?.['throughput_images_per_second']).toBe('-1.5');
    expect(row?.['throughput_low_images_per_second']).toBe('-2');
    expect(Number(row?.['throughput_high_images_per_second'])).toBe(1e-7);
    expect(text).toContain(',-1.5,-2,');
  });

  it('quotes quotes, commas and line breaks (R01)', () => {
    const title = 'a "quoted", two-\nline name';
    const [row] = parseCsvRecords(renderCsv(titled(title)));
    expect(row?.['network_id']).toBe(title);
  });

  it('has no byte-order mark, keeps accents, groups no thousands (R02)', () => {
    const text = renderCsv(titled('Réseau Ñ 網'));
    expect(text.startsWith('network,')).toBe(true);
    const [row] = parseCsvRecords(text);
    expect(row?.['network_id']).toBe('Réseau Ñ 網');
    expect(row?.['train_images_seen_count']).toBe('120000');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('never makes NaN or infinity a number (R05)', () => {
    const results = withMeasured((record) => ({
      ...record,
      imagesPerSecond: { value: Infinity },
      latency: { ...record.latency, medianMs: { value: NaN } },
    }));
    const [row] = parseCsvRecords(renderCsv(results));
    expect(row?.['latency_median_ms']).toBe('');
    expect(row?.['throughput_images_per_second']).toBe('');
    expect(JSON.parse(row?.['not_measured_json'] ?? '')).toMatchObject({
      latency_median_ms: 'the record holds NaN',
      throughput_images_per_second: 'the record holds Infinity',
    });
  });

  it('is read back by a library, strict about quotes and lengths, hostile text and all', () => {
    const results = hostileResults();
    const rows = parse(renderCsv(results), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row['cell_id'])).toEqual(results.run.cells.map(({ id }) => id));
    expect(rows[0]?.['network']).toContain(HOSTILE);
    expect(JSON.parse(rows[0]?.['options_json'] ?? '')).toHaveProperty('note', HOSTILE);
    const numbers = Object.entries(rows[0] ?? {}).filter(([name]) =>
      /_(ms|bytes|count)$/.test(name),
    );
    expect(numbers.length).toBeGreaterThan(20);
    for (const [name, text] of numbers) expect(Number(text), name).not.toBeNaN();
  });

  it('has no column twice', () => {
    const [header = []] = parseCsv(renderCsv(exampleResults()));
    expect(new Set(header).size).toBe(header.length);
  });
});
