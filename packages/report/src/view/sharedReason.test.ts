import { expect, it } from 'vitest';
import { realisticallyUnmeasured } from '../../../../test/support/realisticallyUnmeasured.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from './runView.js';
import { sharedReason } from './sharedReason.js';

it('finds the reason that all measured cells share', () => {
  const { cells } = viewRun(realisticallyUnmeasured());
  expect(sharedReason(cells, 'energyPerImage')).toBe('this machine has no power meter');
});

it('finds none where a cell has the figure, or no cell was measured', () => {
  const results = exampleResults();
  expect(sharedReason(viewRun(results).cells, 'energyPerImage')).toBe(undefined);
  expect(sharedReason(viewRun({ ...results, cells: [] }).cells, 'energyPerImage')).toBe(undefined);
});
