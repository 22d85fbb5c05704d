import { describe, expect, it } from 'vitest';
import { reduceMean, reduceSum } from './reduction.js';
import { tensorOf } from '../interpreter/tensor.js';

const x = tensorOf([2, 3, 2], [...Array(12).keys()]);

describe('reductions', () => {
  it('sum over the named axes, whether they are kept or not', () => {
    expect(reduceSum(x, [1], [2, 2])).toEqual(tensorOf([2, 2], [6, 9, 24, 27]));
    expect(reduceSum(x, [0, -1], [1, 3, 1])).toEqual(tensorOf([1, 3, 1], [14, 22, 30]));
    expect(reduceSum(x, [], [2, 3, 2])).toEqual(x);
  });

  it('divide by the number of what was summed', () => {
    expect(reduceMean(x, [0, -1], [3])).toEqual(tensorOf([3], [3.5, 5.5, 7.5]));
    expect(reduceMean(x, [0, 1, 2], [])).toEqual(tensorOf([], [5.5]));
  });
});
