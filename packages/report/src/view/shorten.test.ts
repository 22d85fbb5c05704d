import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shorten } from './shorten.js';

it('leaves names alone that fit', () => {
  expect(shorten('GoogLeNet V1')).toBe('GoogLeNet V1');
  expect(shorten('n'.repeat(60))).toBe('n'.repeat(60));
});

it('keeps both ends of a longer one, and no half of a character', () => {
  const name = `first ${'😀'.repeat(150)} last`;
  expect(shorten(name)).toMatch(/^first .*…😀* last$/u);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const short = shorten(text);
      expect([...short].length).toBe(Math.min(60, [...text].length));
      expect(short).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});
