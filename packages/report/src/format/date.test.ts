import { expect, it } from 'vitest';
import { formatDate } from './date.js';

it('names the day in UTC', () => {
  expect(formatDate('2026-11-25T23:59:59.000Z')).toBe('25 November 2026');
  expect(formatDate('2024-02-29T00:00:00.000Z')).toBe('29 February 2024');
});
