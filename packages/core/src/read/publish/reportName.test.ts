import { isUserError } from '@convbench/spec';
import { expect, it } from 'vitest';
import { checkReportName } from './reportName.js';

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const reserved = [
  ...['CON', 'PRN', 'AUX', 'NUL'],
  ...digits.map((digit) => `COM${digit}`),
  ...digits.map((digit) => `LPT${digit}`),
];

const accepts = (name: string) => {
  try {
    checkReportName(name);
    return true;
  } catch (error) {
    expect(isUserError(error), String(error)).toBe(true);
    return false;
  }
};

it.each(reserved)(
  'refuses %s, which Windows reserves, in any case and with any extension',
  (name) => {
    expect(
      [name, name.toLowerCase(), `${name}.v2`, `${name.toLowerCase()}.a.b`].filter(accepts),
    ).toEqual([]);
    expect([`${name}-1`, `a${name}`, `${name}SOLE`].filter(accepts)).toHaveLength(3);
  },
);

it('takes what every file system keeps as it is', () => {
  expect(
    ['quickstart', '2026-11-25', 'a.b_c-d', 'x'.repeat(80)].filter((name) => !accepts(name)),
  ).toEqual([]);
  expect(
    ['', '.', '..', '.hidden', 'a/b', 'a\\b', 'a b', 'ends.', 'é', 'x'.repeat(81)].filter(accepts),
  ).toEqual([]);
});
