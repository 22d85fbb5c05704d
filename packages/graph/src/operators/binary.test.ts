import { describe, expect, it } from 'vitest';
import { add, mul, unbroadcast } from './binary.js';
import { tensorOf } from '../interpreter/tensor.js';

const matrix = tensorOf([2, 3], [1, 2, 3, 4, 5, 6]);
const column = tensorOf([2, 1], [10, 20]);
const row = tensorOf([3], [1, 0, -1]);

describe('broadcasting', () => {
  it('stretches axes of one and missing leading axes', () => {
    expect([...add(matrix, column, [2, 3]).data]).toEqual([11, 12, 13, 24, 25, 26]);
    expect([...mul(row, matrix, [2, 3]).data]).toEqual([1, 0, -3, 4, 0, -6]);
    expect([...add(column, row, [2, 3]).data]).toEqual([11, 10, 9, 21, 20, 19]);
    expect([...mul(matrix, tensorOf([], [2]), [2, 3]).data]).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it('is undone by a sum over what was stretched', () => {
    expect(unbroadcast(matrix, [2, 1])).toEqual(tensorOf([2, 1], [6, 15]));
    expect(unbroadcast(matrix, [3])).toEqual(tensorOf([3], [5, 7, 9]));
    expect(unbroadcast(matrix, [])).toEqual(tensorOf([], [21]));
    expect(unbroadcast(matrix, [1, 3])).toEqual(tensorOf([1, 3], [5, 7, 9]));
  });
});
