import { expect, it } from 'vitest';
import { px } from './px.js';

it('rounds to a tenth', () => {
  expect(px(12.3456)).toBe(12.3);
  expect(px(-0.04)).toBe(-0);
});
