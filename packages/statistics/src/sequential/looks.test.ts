import { expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { studentHalfWidth } from '../distributions/studentT.js';
import { sampleVariance } from '../processes/sampleVariance.js';
import { levelOf, looksOf } from './looks.js';

it('looks seldom, and spends the probability of an error once', () => {
  const looks = looksOf({ least: 5, most: 30 });
  expect(looks.map(({ rounds }) => rounds)).toEqual([5, 7, 10, 14, 20, 28, 30]);
  expect(looks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(looksOf({ least: 1, most: 3 }).map(({ rounds }) => rounds)).toEqual([1, 2, 3]);
});

it('has one look where the number of rounds is given', () => {
  expect(looksOf({ least: 3, most: 3 })).toEqual([{ rounds: 3, share: 1 }]);
  expect(levelOf(0.95, { least: 3, most: 3 })).toBe(0.95);
});

it.each([0.01, 0.02, 0.03, 0.04, 0.06])(
  'covers the truth where rounds end at a narrow interval: processes that scatter by %d',
  (spread) => {
    const range = { least: 5, most: 30 };
    const level = levelOf(0.95, range);
    const trials = 1500;
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { normal } = draws(trial);
      const logs: number[] = [];
      for (const { rounds } of looksOf(range)) {
        while (logs.length < rounds) logs.push(spread * normal());
        const mean = logs.reduce((sum, log) => sum + log, 0) / rounds;
        const halfWidth =
          studentHalfWidth(level, rounds - 1) * Math.sqrt(sampleVariance(logs) / rounds);
        if (halfWidth > 0.02 && rounds < range.most) continue;
        if (Math.abs(mean) <= halfWidth) covered += 1;
        break;
      }
    }
    // 93 % are wanted; three standard deviations of 1500 trials are 2 %.
    expect(covered / trials).toBeGreaterThan(0.93 - 0.02);
  },
);
