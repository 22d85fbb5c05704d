/** A results file of every version of the records: each is read by this program and makes all of its reports. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readResults } from '@convbench/core';
import { renderCsv, renderHtml, renderJson, renderMarkdown } from '@convbench/report';
import { RECORD_VERSION } from '@convbench/spec';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

const folder = new URL('./fixtures/records/', import.meta.url);
const versions = Array.from({ length: RECORD_VERSION }, (_, index) => index + 1);

it('has a file of every version', () => {
  const names = versions.map((version) => `results-v${version}.jsonl`);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(names));
});

describe.each(versions)('records of version %i', (version) => {
  it('open, and make every report', async () => {
    const path = fileURLToPath(new URL(`results-v${version}.jsonl`, folder));
    const results = await readResults(path);
    const rows = parse(renderCsv(results), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(results.run.cells.length);
    expect(rows.filter((row) => row['status'] === 'measured').length).toBeGreaterThan(3);
    const page = renderHtml(results);
    expect(page).toMatch(/<h1>.*?(?:fastest|most accurate)/);
    expect(renderMarkdown(results)).toContain('| Network |');
    expect(JSON.parse(renderJson(results))).toHaveProperty('summary.slices');
  });
});
