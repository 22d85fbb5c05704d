import { expect, it } from 'vitest';
import { hardestClass, worstConfusions } from './confusions.js';

const matrix = [
  [8, 2, 0],
  [1, 5, 4],
  [0, 2, 8],
];

it('orders mistakes by how often they happen', () => {
  expect(worstConfusions(matrix, 2)).toEqual([
    { actual: 1, predicted: 2, images: 4, of: 10 },
    { actual: 0, predicted: 1, images: 2, of: 10 },
  ]);
  expect(worstConfusions([[3]], 2)).toEqual([]);
});

it('finds the class with the smallest share of right answers, and counts no empty class', () => {
  expect(hardestClass(matrix)).toEqual({ actual: 1, right: 5, of: 10 });
  expect(
    hardestClass([
      [0, 0],
      [0, 4],
    ]),
  ).toEqual({ actual: 1, right: 4, of: 4 });
  expect(hardestClass([[0]])).toBe(undefined);
});
