import { expect, it } from 'vitest';
import { legible } from './legible.js';

it.each([
  ['\u001b]0;title\u0007name', ']0;titlename'],
  ['\u001b[2Jname', '[2Jname'],
  ['\u009b2Jname', '2Jname'],
  ['a\u0008b\u007fc\u0000', 'abc'],
  ['\u202e5.1 sm\u202c', '5.1 sm'],
  ['\u2066a\u2069\u200f\u200e\u061c', 'a'],
])('takes out of %j what steers', (text, expected) => {
  expect(legible(text)).toBe(expected);
});

it.each(['two\nlines\tand a tab', 'שלום', 'naïve café', '👩‍🔬', 'a\u00a0b'])('keeps %j', (text) => {
  expect(legible(text)).toBe(text);
});
