import { describe, expect, it } from 'vitest';
import { lrn } from './lrn.js';
import { tensorOf } from '../../interpreter/tensor.js';

describe('lrn', () => {
  const x = tensorOf([1, 6, 1, 1], [1, 2, 3, 4, 5, 6]);

  it('divides alpha by the size, as ONNX, Caffe and PyTorch do', () => {
    const y = lrn(x, { size: 5, alpha: 0.1, beta: 0.75, bias: 1 });
    const expected = [0.83098, 1.40585, 1.71972, 1.84796, 2.36071, 2.98213];
    for (const [i, value] of y.data.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  });

  it('lets an even window reach further forward: floor((size - 1) / 2) channels back', () => {
    const y = lrn(x, { size: 2, alpha: 2, beta: 1, bias: 0 });
    expect(y.data[0]).toBeCloseTo(1 / (1 + 4), 12);
    expect(y.data[5]).toBeCloseTo(6 / 36, 12);
  });
});
