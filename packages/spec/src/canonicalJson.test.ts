import { expect, it } from 'vitest';
import { canonicalJson } from './canonicalJson.js';

it('does not depend on the order of keys, at any depth', () => {
  const a = { x: 1, y: [{ p: 1, q: undefined, r: null }] };
  const b = { y: [{ r: null, p: 1 }], x: 1 };
  expect(canonicalJson(a)).toBe(canonicalJson(b));
  expect(canonicalJson(a)).toBe('{"x":1,"y":[{"p":1,"r":null}]}');
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
