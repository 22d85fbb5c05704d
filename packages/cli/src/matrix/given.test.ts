import { expect, it } from 'vitest';
import { given } from './given.js';

it('leaves out what has no value, and nothing else', () => {
  const members = { none: undefined, zero: 0, no: false, empty: '', nothing: null, list: [] };
  expect(Object.keys(given(members))).toEqual(['zero', 'no', 'empty', 'nothing', 'list']);
  expect({ title: 'old', seed: 1, ...given({ title: undefined, seed: 2 }) }).toEqual({
    title: 'old',
    seed: 2,
  });
});
