import { expect, it } from 'vitest';
import { canonicalJson } from './canonicalJson.js';

it('does not depend on the order of keys', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 2 })).toBe('{"a":2,"b":[{"c":null,"d":1}]}');
  expect(canonicalJson({ a: 2, b: [{ c: null, d: 1 }] })).toBe('{"a":2,"b":[{"c":null,"d":1}]}');
});
