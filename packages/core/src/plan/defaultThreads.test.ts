import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { defaultThreads } from './defaultThreads.js';

it('is at least one and no more than this process may use', () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1);
  expect(defaultThreads()).toBeLessThanOrEqual(availableParallelism());
});
