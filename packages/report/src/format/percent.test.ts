import { expect, it } from 'vitest';
import { percent, percentPoints } from './percent.js';

it('writes a share as every other number of a report', () => {
  expect(percent(0.92512)).toBe('92.5\u00a0%');
  expect(percent(0.2)).toBe('20\u00a0%');
  expect(percent(12.5, { digits: 2 })).toBe('1\u202f250\u00a0%');
  expect(percentPoints(0.5)).toBe('50.0');
});
