import { describe, expect, it } from 'vitest';
import { concat, split, transpose } from './movement.js';
import { tensorOf } from '../interpreter/tensor.js';

const x = tensorOf([2, 3, 2], [...Array(12).keys()]);

describe('concat and split', () => {
  const parts = [
    tensorOf([2, 1, 2], [0, 1, 6, 7]),
    tensorOf([2, 2, 2], [2, 3, 4, 5, 8, 9, 10, 11]),
  ];

  it('take an axis apart and put it together', () => {
    expect(
      split(x, 1, [
        [2, 1, 2],
        [2, 2, 2],
      ]),
    ).toEqual(parts);
    expect(concat(parts, 1, [2, 3, 2])).toEqual(x);
  });

  it('work on the first and the last axis', () => {
    const [first, second] = split(x, 0, [
      [1, 3, 2],
      [1, 3, 2],
    ]);
    expect([...first!.data]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(concat([second!, first!], 2, [1, 3, 4]).data).toEqual(
      Float64Array.of(6, 7, 0, 1, 8, 9, 2, 3, 10, 11, 4, 5),
    );
  });
});

describe('transpose', () => {
  it('moves axis permutation[i] to place i', () => {
    const y = transpose(x, [2, 0, 1], [2, 2, 3]);
    expect([...y.data]).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
  });
});
