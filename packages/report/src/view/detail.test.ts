import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { manyResults } from '../../../../test/support/manyResults.js';
import { detailOf } from './detail.js';
import { viewRun } from './runView.js';

it('is the run itself where a page can show it', () => {
  const view = viewRun(exampleResults());
  expect(detailOf(view)).toBe(view);
});

it('is the first slices of a large run, with their networks', () => {
  const view = detailOf(viewRun(manyResults(400)));
  expect(view.slices).toHaveLength(1);
  expect(view.cells).toHaveLength(40);
  expect(view.networks).toHaveLength(40);
});
