import { expect, it } from 'vitest';
import { isAlive, lockOwner, parseOwner } from './lockOwner.js';

const onLinux = process.platform === 'linux';

it('tells a process from a later one with its number', () => {
  expect(isAlive(lockOwner())).toBe(true);
  expect(isAlive({ ...lockOwner(), processStart: '1' })).toBe(false);
  expect(isAlive({ ...lockOwner(1), host: 'elsewhere' })).toBe(true);
});

it.skipIf(!onLinux)('believes nobody who names a process of another user', () => {
  const mine = process.getuid?.() ?? 0;
  expect(isAlive(lockOwner(), mine)).toBe(true);
  expect(isAlive(lockOwner(), mine + 1)).toBe(false);
  expect(isAlive({ ...lockOwner(1), processStart: null })).toBe(false);
});

it('reads what it has written, and nothing else', () => {
  expect(parseOwner(JSON.stringify(lockOwner()))).toEqual(lockOwner());
  for (const text of ['', 'null', '{}', '{"pid":0,"host":"h","processStart":null}', '[['])
    expect(parseOwner(text)).toBeUndefined();
});
