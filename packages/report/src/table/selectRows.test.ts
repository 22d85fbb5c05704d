import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { cellTable } from './cellTable.js';
import { filterResults } from './filterResults.js';
import type { Selection } from './selectRows.js';
import { selectRows } from './selectRows.js';

const table = cellTable(exampleResults());
const names = (selection: Selection) =>
  selectRows(table, selection).rows.map((row) => `${row['network']} ${row['batch_size']}`);

describe('selectRows', () => {
  it('filters by numbers and texts', () => {
    expect(names({ filter: ['batch_size<=8', 'network~googlenet'] })).toEqual([
      'GoogLeNet V1 1',
      'GoogLeNet V2 1',
    ]);
    expect(names({ filter: ['status!=measured'] })).toEqual(['VGG-11 32']);
    expect(names({ filter: ['batch_size = 32', 'family=inception'] })).toHaveLength(2);
  });

  it('takes nothing that was not measured for small or large', () => {
    expect(names({ filter: ['latency_median_ms<1e9'] })).toHaveLength(7);
    expect(names({ filter: ['latency_median_ms>=0'] })).toHaveLength(7);
  });

  it('sorts by several columns, what is missing last in either direction', () => {
    const sorted = names({ sort: ['batch_size', '-latency_median_ms'] });
    expect(sorted.slice(0, 4)).toEqual(['GoogLeNet V2 1', 'GoogLeNet V1 1', 'VGG-11 1', 'NiN 1']);
    expect(sorted.at(-1)).toBe('VGG-11 32');
    expect(names({ sort: ['latency_median_ms'] }).at(-1)).toBe('VGG-11 32');
    expect(names({ sort: ['-latency_median_ms'] }).at(-1)).toBe('VGG-11 32');
  });

  it.each([
    [{ columns: ['latency'] }, 'latency_median_ms'],
    [{ sort: ['-speed'] }, 'no column "speed"'],
    [{ filter: ['network'] }, 'no condition'],
    [{ filter: ['network<x'] }, 'no number'],
  ] as const)('says what is wrong with %j', (selection, message) => {
    expect(() => selectRows(table, selection)).toThrow(message);
  });
});

describe('filterResults', () => {
  it('leaves the chosen cells with their trainings, in order', () => {
    const some = filterResults(exampleResults(), {
      filter: ['family=inception', 'batch_size=1'],
      sort: ['-latency_median_ms'],
    });
    expect(some.cells.map(({ cell }) => cell.network.id)).toEqual(['googlenet-v2', 'googlenet-v1']);
    expect(some.run.cells).toHaveLength(2);
    expect(some.trainings).toHaveLength(2);
    expect(() => filterResults(exampleResults(), { filter: ['batch_size>64'] })).toThrow('No cell');
  });
});
