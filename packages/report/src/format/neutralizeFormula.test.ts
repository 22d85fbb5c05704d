import { expect, it } from 'vitest';
import { neutralizeFormula } from './neutralizeFormula.js';

it.each(['=1+1', '+1', '-cmd', '@x', '\t=1', '\r=1', '\n=1', '＝1+1', '＠x'])(
  'neutralises %j',
  (text) => {
    expect(neutralizeFormula(text)).toBe(`'${text}`);
  },
);

it.each(['', 'NiN', 'a=b', "'quoted'", ' -1', '{"a":1}'])('leaves %j alone', (text) => {
  expect(neutralizeFormula(text)).toBe(text);
});
