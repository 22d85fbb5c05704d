import { expect, it } from 'vitest';
import { markdownTable } from './markdownTable.js';

it('keeps rows whole, whatever a text holds', () => {
  const text = markdownTable(
    [{ title: 'a' }, { title: 'b', align: 'right' }],
    [
      ['x|y', '1'],
      ['two\nlines', 'c\\'],
    ],
  );
  expect(text.split('\n')).toEqual([
    '| a | b |',
    '| --- | ---: |',
    '| x\\|y | 1 |',
    '| two lines | c\\\\ |',
  ]);
});
