import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { dataName } from './dataName.js';

it('names each data set and size once', () => {
  const { run, cells } = viewRun(exampleResults());
  expect(dataName({ run, cells })).toMatch(/^Fashion-MNIST, 32.×.32.px$/);
  const [first, ...others] = cells;
  if (first === undefined) throw new Error('The example has cells.');
  const dataset = { ...first.cell.dataset, title: 'Shapes' };
  const mixed = [{ ...first, cell: { ...first.cell, dataset } }, ...others];
  expect(dataName({ run, cells: mixed })).toMatch(/^Shapes, Fashion-MNIST, 32/);
});
