import { createRequire } from 'node:module';
import { afterEach, expect, it } from 'vitest';
import { restoreNodeUtil } from './nodeShim.js';

const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
const { isNullOrUndefined: firstOwn, isArray } = util;
afterEach(() => {
  util['isNullOrUndefined'] = firstOwn;
  util['isArray'] = isArray;
});

it('gives back what Node 23 took out', () => {
  delete util['isNullOrUndefined'];
  delete util['isArray'];
  restoreNodeUtil();
  const isNullOrUndefined = util['isNullOrUndefined'] as (value: unknown) => boolean;
  expect([null, undefined, 0, ''].map(isNullOrUndefined)).toEqual([true, true, false, false]);
  expect(util['isArray']).toBe(Array.isArray);
});

it('leaves what is there', () => {
  const own = (): boolean => true;
  util['isNullOrUndefined'] = own;
  restoreNodeUtil();
  expect(util['isNullOrUndefined']).toBe(own);
});
