import { describe, expect, it } from 'vitest';
import { tensorOf } from '../../interpreter/tensor.js';
import { softmax } from './softmax.js';

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
