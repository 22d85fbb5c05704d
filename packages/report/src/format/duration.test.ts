import { expect, it } from 'vitest';
import { formatDuration } from './duration.js';

it.each([
  [48.2, '48.2\u00a0s'],
  [89, '89\u00a0s'],
  [750, '12.5\u00a0min'],
  [11_520, '3.20\u00a0h'],
])('prints %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
