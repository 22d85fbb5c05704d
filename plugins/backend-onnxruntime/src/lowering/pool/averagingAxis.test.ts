import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagingMatrix, divisorsOf, windowsFit, type AveragingAxis } from './averagingAxis.js';

function axis(options: Partial<AveragingAxis>): AveragingAxis {
  return {
    size: 5,
    kernel: 3,
    stride: 1,
    padBegin: 1,
    padEnd: 1,
    outputSize: 5,
    countIncludePad: true,
    ...options,
  };
}

describe('divisorsOf', () => {
  it('counts padding, or does not', () => {
    expect(divisorsOf(axis({}))).toEqual([3, 3, 3, 3, 3]);
    expect(divisorsOf(axis({ countIncludePad: false }))).toEqual([2, 3, 3, 3, 2]);
  });

  it('never counts what rounding up adds beyond the padded map', () => {
    const roundedUp = { size: 5, kernel: 3, stride: 2, padBegin: 0, outputSize: 3 };
    expect(divisorsOf(axis({ ...roundedUp, padEnd: 1 }))).toEqual([3, 3, 2]);
    expect(divisorsOf(axis({ ...roundedUp, padEnd: 0 }))).toEqual([3, 3, 1]);
    expect(divisorsOf(axis({ ...roundedUp, padEnd: 1, countIncludePad: false }))).toEqual([
      3, 3, 1,
    ]);
  });
});

describe('windowsFit', () => {
  it('is false beyond the padded map and for windows of padding alone', () => {
    expect(windowsFit(axis({}))).toBe(true);
    expect(windowsFit(axis({ stride: 2, padEnd: 0, outputSize: 3 }))).toBe(false);
    expect(windowsFit(axis({ padBegin: 3, padEnd: 3, outputSize: 9 }))).toBe(false);
  });
});

describe('averagingMatrix', () => {
  it('averages a constant to itself where padding does not count', () => {
    const anyAxis = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padBegin: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(anyAxis, ({ size, kernel, stride, padBegin }) => {
        fc.pre(padBegin < kernel);
        const outputSize = Math.floor((size + padBegin - 1) / stride) + 1;
        const options = { size, kernel, stride, padBegin, outputSize, countIncludePad: false };
        const matrix = averagingMatrix(axis(options));
        for (let i = 0; i < outputSize; i++) {
          const row = matrix.slice(i * size, (i + 1) * size);
          expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
          expect(row.filter((value) => value > 0).length).toBeLessThanOrEqual(kernel);
        }
      }),
    );
  });
});
