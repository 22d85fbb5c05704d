import { expect, it } from 'vitest';
import { textWidth } from './textWidth.js';

it('counts characters, wide ones in full', () => {
  expect(textWidth('GoogLeNet', 12)).toBeCloseTo(9 * 0.575 * 12);
  expect(textWidth('網路', 10)).toBe(20);
  expect(textWidth('😀', 10)).toBe(10);
  expect(textWidth('NiN', 10, true)).toBeGreaterThan(textWidth('NiN', 10));
});
