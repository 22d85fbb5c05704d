import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cacheDirectory } from './cacheDirectory.js';

test('CONVBENCH_CACHE comes first and is made absolute', () => {
  expect(cacheDirectory({ CONVBENCH_CACHE: 'here', XDG_CACHE_HOME: '/xdg' })).toBe(resolve('here'));
});

test('then the XDG cache home, unless it is relative', () => {
  expect(cacheDirectory({ XDG_CACHE_HOME: '/xdg' })).toBe(join('/xdg', 'convbench'));
  const fallback = join(homedir(), '.cache', 'convbench');
  expect(cacheDirectory({ XDG_CACHE_HOME: 'relative' })).toBe(fallback);
  expect(cacheDirectory({ CONVBENCH_CACHE: '' })).toBe(fallback);
});
