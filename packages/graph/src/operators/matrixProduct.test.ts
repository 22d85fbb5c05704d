import { describe, expect, it } from 'vitest';
import { gemm, matMul } from './matrixProduct.js';
import { tensorOf } from '../interpreter/tensor.js';

// [1 2 3; 4 5 6] times [1 0; 0 1; 1 1] is [4 5; 10 11].
const a = tensorOf([2, 3], [1, 2, 3, 4, 5, 6]);
const aT = tensorOf([3, 2], [1, 4, 2, 5, 3, 6]);
const b = tensorOf([3, 2], [1, 0, 0, 1, 1, 1]);
const bT = tensorOf([2, 3], [1, 0, 1, 0, 1, 1]);

describe('gemm', () => {
  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('multiplies with transA %s and transB %s', (transA, transB) => {
    const attributes = { transA, transB, alpha: 2, beta: 0.5 };
    const y = gemm(transA ? aT : a, transB ? bT : b, undefined, attributes, [2, 2]);
    expect([...y.data]).toEqual([8, 10, 20, 22]);
  });

  it.each([
    [[], [10], [9, 10, 15, 16]],
    [[2], [10, 20], [9, 15, 15, 21]],
    [
      [2, 1],
      [10, 20],
      [9, 10, 20, 21],
    ],
    [
      [2, 2],
      [10, 20, 30, 40],
      [9, 15, 25, 31],
    ],
  ])('adds half of an addend of shape %j', (shape, values, expected) => {
    const attributes = { transA: false, transB: false, alpha: 1, beta: 0.5 };
    const y = gemm(a, b, tensorOf(shape, values), attributes, [2, 2]);
    expect([...y.data]).toEqual(expected);
  });
});

describe('matMul', () => {
  it('multiplies matrices', () => {
    expect([...matMul(a, b, [2, 2]).data]).toEqual([4, 5, 10, 11]);
  });

  it('repeats a matrix over a batch', () => {
    const twice = tensorOf([2, 2, 3], [...a.data, ...a.data.map((value) => 10 * value)]);
    const y = matMul(twice, b, [2, 2, 2]);
    expect([...y.data]).toEqual([4, 5, 10, 11, 40, 50, 100, 110]);
  });

  it('stretches both batches', () => {
    const rows = tensorOf([2, 1, 1, 1], [1, 2]);
    const columns = tensorOf([3, 1, 1], [10, 20, 30]);
    expect([...matMul(rows, columns, [2, 3, 1, 1]).data]).toEqual([10, 20, 30, 20, 40, 60]);
  });
});
