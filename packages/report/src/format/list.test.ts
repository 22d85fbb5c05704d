import { expect, it } from 'vitest';
import { joinList } from './list.js';

it('joins any number of parts', () => {
  expect(joinList([]).join('')).toBe('');
  expect(joinList(['A']).join('')).toBe('A');
  expect(joinList(['A', 'B']).join('')).toBe('A and B');
  expect(joinList(['A', 'B', 'C']).join('')).toBe('A, B and C');
});
