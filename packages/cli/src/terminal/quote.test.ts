import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quote } from './quote.js';

it('leaves plain paths as they are', () => {
  expect(quote('runs/2026-11-25T03-44-56')).toBe('runs/2026-11-25T03-44-56');
  expect(quote('my runs')).toBe("'my runs'");
});

it('is what a shell reads again', () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(word, (text) => {
      expect(
        execFileSync('/bin/sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'utf8' }),
      ).toBe(text);
    }),
    { numRuns: 20 },
  );
});
