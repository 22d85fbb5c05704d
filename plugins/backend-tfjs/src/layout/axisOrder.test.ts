import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderWithout, permutationBetween, sameElements, transposedOrder } from './axisOrder.js';

describe('permutationBetween', () => {
  it('leads from one order to the other', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        (from, to) => {
          expect(permutationBetween(from, to).map((axis) => from[axis])).toEqual(to);
        },
      ),
    );
  });
});

describe('transposedOrder', () => {
  it('names the same stored axes anew', () => {
    // y = transpose(x, [0, 2, 3, 1]) of a tensor in channels-last order lies in logical order.
    expect(transposedOrder([0, 2, 3, 1], [0, 2, 3, 1])).toEqual([0, 1, 2, 3]);
  });
});

describe('orderWithout', () => {
  it('numbers the axes that are left', () => {
    expect(orderWithout([0, 3, 4, 1, 2], new Set([1]))).toEqual([0, 2, 3, 1]);
  });
});

describe('sameElements', () => {
  it('ignores axes of size 1', () => {
    expect(sameElements([0, 2, 3, 1], [0, 1, 2, 3], [2, 6, 1, 1])).toBe(true);
    expect(sameElements([0, 2, 3, 1], [0, 1, 2, 3], [2, 6, 2, 1])).toBe(false);
  });
});
