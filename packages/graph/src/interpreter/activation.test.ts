import { describe, expect, it } from 'vitest';
import { relu, reluGrad, softmax } from './activation.js';
import { tensorOf } from './tensor.js';

describe('relu', () => {
  it('cuts negative values and passes NaN on', () => {
    expect([...relu(tensorOf([4], [-1, 0, 2, NaN])).data]).toEqual([0, 0, 2, NaN]);
  });

  it('has the gradient 0 at 0', () => {
    const dx = reluGrad(tensorOf([3], [5, 6, 7]), tensorOf([3], [0, 1, 0]));
    expect([...dx.data]).toEqual([0, 6, 0]);
  });
});

describe('softmax', () => {
  it('normalises along its axis, counted from either end', () => {
    const x = tensorOf([2, 2], [0, Math.log(3), Math.log(3), 0]);
    const expectClose = (axis: number): void => {
      const expected = [0.25, 0.75, 0.75, 0.25];
      for (const [i, value] of softmax(x, axis).data.entries())
        expect(value).toBeCloseTo(expected[i]!, 14);
    };
    for (const axis of [1, -1, 0]) expectClose(axis);
  });

  it('stays finite for values whose exponentials are not', () => {
    expect([...softmax(tensorOf([1, 2], [2000, 0]), 1).data]).toEqual([1, 0]);
  });
});
