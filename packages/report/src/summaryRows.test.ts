import { describe, expect, it } from 'vitest';
import { withMeasured, withoutAccuracy } from '../../../test/support/changedResults.js';
import { exampleResults } from '../../../test/support/exampleResults.js';
import { summaryRows } from './summaryRows.js';

describe('summaryRows', () => {
  it('has one row per measured cell, a text per column', () => {
    const { columns, rows } = summaryRows(exampleResults());
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(rows[0]).toEqual([
      'NiN',
      'onnxruntime/cpu',
      '1',
      '88.5 ± 0.6',
      '0.622 ± 0.001',
      '0.638',
      '1 607',
      '132',
      '1.992',
      '58.50',
      '',
    ]);
    expect(rows[2]?.at(-1)).toBe('noisy, contended');
    expect(columns.map(({ align }) => align[0]).join('')).toBe('llrrrrrrrrl');
  });

  it('says not measured, and lets no control character through', () => {
    const { rows } = summaryRows(
      withMeasured((record) => ({
        ...record,
        correctness: withoutAccuracy('no test set'),
        cell: { ...record.cell, network: { ...record.cell.network, title: 'a\u001b[31mb\nc' } },
      })),
    );
    expect(rows[0]?.[3]).toBe('not measured');
    for (const control of ['\n', '\u001b']) expect(rows.flat().join('')).not.toContain(control);
  });
});
