import { expect, it } from 'vitest';
import { drawTable } from './table.js';

it('puts texts under their titles, numbers to the right', () => {
  const columns = [{ title: 'network' }, { title: 'ms', align: 'right' as const }];
  const lines = drawTable(columns, [
    ['nin', '5.1'],
    ['网络', '12.25'],
  ]).split('\n');
  expect(lines.slice(1)).toEqual(['nin        5.1', '网络     12.25']);
});

it('keeps a row on its line, and what would steer the terminal out', () => {
  const text = drawTable([{ title: 'a' }, { title: 'b' }], [['x\ny\u001b[2J', 'z'], ['short']]);
  expect(text.split('\n').slice(1)).toEqual(['x y[2J  z', 'short']);
});

it('draws what a large matrix has', () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => [`network ${index}`, '1.25', 'x']);
  const columns = [{ title: 'network' }, { title: 'ms', align: 'right' as const }, { title: '' }];
  expect(drawTable(columns, rows).split('\n')).toHaveLength(20_001);
});
