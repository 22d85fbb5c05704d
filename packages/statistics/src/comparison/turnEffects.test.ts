import { expect, it } from 'vitest';
import { median } from '../summary/quantile.js';
import { turnCorrections } from './turnEffects.js';

const turnsOf = (medians: readonly number[]) =>
  medians.map((medianMs, turn) => ({ turn, medianMs, lowMs: medianMs }));

it('makes the difference of two cells the median of the log ratios of their turns', () => {
  const [a, b] = [
    [10, 14, 10.2, 10.1, 19],
    [20, 27, 20.6, 20, 40],
  ];
  const [first = 0, second = 0] = turnCorrections([turnsOf(a!), turnsOf(b!)]);
  const difference = Math.log(median(a!)) + first - (Math.log(median(b!)) + second);
  expect(difference).toBeCloseTo(median(a!.map((ms, i) => Math.log(ms / b![i]!))), 12);
});

it('takes out what a turn did to all', () => {
  const slow = [1, 1.5, 1, 1.3, 1.4];
  const cells = [3, 5, 7].map((ms) => turnsOf(slow.map((factor) => ms * factor)));
  const corrected = turnCorrections(cells).map(
    (correction, i) => Math.log([3, 5, 7][i]! * 1.3) + correction,
  );
  expect(corrected[1]! - corrected[0]!).toBeCloseTo(Math.log(5 / 3), 12);
  expect(corrected[2]! - corrected[0]!).toBeCloseTo(Math.log(7 / 3), 12);
});

it('leaves alone who had no turn together with another', () => {
  expect(turnCorrections([turnsOf([1, 2, 3]), []])).toEqual([0, 0]);
  expect(turnCorrections([])).toEqual([]);
});
