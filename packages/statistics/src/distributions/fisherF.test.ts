import { expect, it } from 'vitest';
import { fisherDistribution } from './fisherF.js';

it('inverts scipy.stats.f.ppf', () => {
  for (const [p, df1, df2, f] of [
    [0.75, 4, 12, 1.5503510976147767],
    [0.5, 2, 2, 1],
    [0.95, 3.3, 7, 4.267269788333494],
    [0.75, 2, 4, 2],
  ] as const) {
    expect(fisherDistribution(f, df1, df2)).toBeCloseTo(p, 10);
  }
  expect([fisherDistribution(0, 1, 2), fisherDistribution(Infinity, 1, 2)]).toEqual([0, 1]);
  expect(() => fisherDistribution(-1, 1, 1)).toThrow(RangeError);
});
