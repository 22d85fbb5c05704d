import { expect, it } from 'vitest';
import { trackOwnLoad } from './ownLoad.js';

it('follows the load average of a machine that does nothing else', () => {
  const own = trackOwnLoad();
  const minute = 60_000;
  own.add(2, 0, 10 * minute);
  // Two threads for a long time are a load of two, and decay with e in a minute.
  expect(own.at(10 * minute)).toBeCloseTo(2, 3);
  expect(own.at(11 * minute)).toBeCloseTo(2 / Math.E, 3);
  own.add(1, 11 * minute, 12 * minute);
  expect(own.at(12 * minute)).toBeCloseTo(2 / Math.E ** 2 + (1 - 1 / Math.E), 3);
});
