import { isUserError } from '@convbench/spec';
import { expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { validateResults } from './validateResults.js';

it('hands on what holds to the schema', () => {
  const results = exampleResults();
  expect(validateResults(results)).toEqual(results);
});

it.each([NaN, Infinity, null as unknown as number])('refuses %s and says where (R05)', (value) => {
  const broken = withMeasured((record) => ({ ...record, imagesPerSecond: { value } }));
  try {
    validateResults(broken);
    expect.unreachable();
  } catch (error) {
    expect(isUserError(error)).toBe(true);
    expect(String(error)).toContain('[convbench] [report]');
    expect(String(error)).toContain('cells.0');
  }
});
