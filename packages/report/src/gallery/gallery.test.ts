import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { HOSTILE, hostileResults } from '../../../../test/support/hostileResults.js';
import { renderGallery } from './gallery.js';

it('shows each report with its answer and a link, the same every time', () => {
  const reports = [
    { folder: 'a', results: exampleResults() },
    { folder: 'b #1', results: exampleResults() },
  ];
  const page = renderGallery({ reports });
  expect(page).toContain('href="a/index.html">Lineage on Fashion-MNIST');
  expect(page).toContain('href="b%20%231/results.csv"');
  expect(page.match(/is the fastest network within one point/g)).toHaveLength(2);
  expect(renderGallery({ reports })).toBe(page);
  expect(page).not.toMatch(/undefined|NaN|<script/);
});

it('takes hostile text for text, and no report for none', () => {
  const page = renderGallery({
    reports: [{ folder: '"><img src=x>', results: hostileResults() }],
    studies: [
      { folder: '"><img src=y>', claims: [{ title: HOSTILE, page: HOSTILE, verdict: HOSTILE }] },
    ],
  });
  expect(page).not.toContain(HOSTILE);
  expect(page).not.toContain('<img');
  expect(page).not.toContain('<script');
  expect(renderGallery({ reports: [] })).toContain('There is no report yet.');
});

it('shows studies with the verdict on every claim', () => {
  const claims = [
    { title: 'Wider is better', page: 'wider.html', verdict: 'refuted' },
    { title: 'Deeper is better', page: 'deeper.html', verdict: 'cannot tell here' },
    { title: 'Larger is better', page: 'larger.html', verdict: 'refuted' },
  ];
  const page = renderGallery({ reports: [], studies: [{ folder: 'claims', claims }] });
  expect(page).toContain('href="claims/index.html"');
  expect(page).toMatch(/3\sclaims: 2 refuted, 1 cannot tell here\./);
  expect(page).toContain('<a href="claims/wider.html">Wider is better</a></dt><dd>refuted</dd>');
});
