import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { HOSTILE, hostileResults } from '../../../../test/support/hostileResults.js';
import { renderGallery } from './gallery.js';

it('shows each report with its answer and a link, the same every time', () => {
  const reports = [
    { folder: 'a', results: exampleResults() },
    { folder: 'b #1', results: exampleResults() },
  ];
  const page = renderGallery(reports);
  expect(page).toContain('href="a/index.html">Lineage on Fashion-MNIST');
  expect(page).toContain('href="b%20%231/results.csv"');
  expect(page.match(/is the fastest network within one point/g)).toHaveLength(2);
  expect(renderGallery(reports)).toBe(page);
  expect(page).not.toMatch(/undefined|NaN|<script/);
});

it('takes hostile text for text, and no report for none', () => {
  const page = renderGallery([{ folder: '"><img src=x>', results: hostileResults() }]);
  expect(page).not.toContain(HOSTILE);
  expect(page).not.toContain('<img');
  expect(page).not.toContain('<script');
  expect(renderGallery([])).toContain('There is no report yet.');
});
