import { expect, it } from 'vitest';
import { fisherQuantile } from './fisherF.js';

it('agrees with scipy.stats.f.ppf', () => {
  for (const [p, df1, df2, f] of [
    [0.75, 4, 12, 1.5503510976147767],
    [0.5, 2, 2, 1],
    [0.95, 3.3, 7, 4.267269788333494],
    [0.75, 2, 4, 2],
  ] as const) {
    expect(fisherQuantile(p, df1, df2)).toBeCloseTo(f, 9);
  }
  expect(() => fisherQuantile(0, 1, 1)).toThrow(RangeError);
});
