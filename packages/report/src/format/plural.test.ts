import { expect, it } from 'vitest';
import { plural } from './plural.js';

it('counts', () => {
  expect(plural(1, 'warning')).toBe('1\u00a0warning');
  expect(plural(2, 'warning')).toBe('2\u00a0warnings');
  expect(plural(1200, 'failed', 'failed')).toBe('1\u202f200\u00a0failed');
});
