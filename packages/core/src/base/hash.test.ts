import { expect, it } from 'vitest';
import { canonicalJson, sha256 } from './hash.js';

it('does not depend on the order of keys, at any depth', () => {
  const a = { x: 1, y: [{ p: 1, q: undefined, r: null }] };
  const b = { y: [{ r: null, p: 1 }], x: 1 };
  expect(canonicalJson(a)).toBe(canonicalJson(b));
  expect(canonicalJson(a)).toBe('{"x":1,"y":[{"p":1,"r":null}]}');
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

it('is SHA-256', () => {
  // FIPS 180-2, appendix B.1.
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
