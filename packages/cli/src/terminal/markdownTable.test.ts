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

it('leaves nothing of a text alive', () => {
  const text = markdownTable(
    [{ title: '<b>a</b>' }],
    [['<img src=x onerror=alert(1)>'], ['![i](http://x/y)'], ['&lt;b&gt; @team \u202e5.1']],
  );
  expect(text).not.toMatch(/(?<!\\)[<>[\]]|&lt;|@team|\u202e/);
});
