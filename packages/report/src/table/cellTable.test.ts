import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { cellTable } from './cellTable.js';

const guide = readFileSync(new URL('../../../../docs/reports.md', import.meta.url), 'utf8');
const documented = new Set(
  guide
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([a-z0-9_]+)`/g)])
    .map(([, name = '']) => name),
);

it('has no column that the guide does not explain', () => {
  const { columns } = cellTable(exampleResults());
  const ofIntervals = (name: string) => name.replace(/_(low|high)(?=_)/, '');
  expect(columns.filter((name) => !documented.has(ofIntervals(name)))).toEqual([]);
  const known = new Set(columns);
  expect([...documented].filter((name) => !known.has(name))).toEqual([]);
});
