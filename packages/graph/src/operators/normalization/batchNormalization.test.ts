import { describe, expect, it } from 'vitest';
import { batchNormalizationTraining, runningStatisticsUpdate } from './batchNormalization.js';
import { tensorOf } from '../../interpreter/tensor.js';

const one = tensorOf([1], [1]);
const zero = tensorOf([1], [0]);
const attributes = { epsilon: 0, momentum: 0.9 };

describe('batch normalisation in training', () => {
  const images = tensorOf([4, 1, 1, 1], [1, 2, 3, 4]);

  it('normalises with the biased variance', () => {
    const [y, mean, variance] = batchNormalizationTraining(images, one, zero, attributes);
    expect([...mean.data, ...variance.data]).toEqual([2.5, 1.25]);
    const expected = [-1.34164, -0.44721, 0.44721, 1.34164];
    for (const [i, value] of y.data.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  });

  it("stores the unbiased variance, by PyTorch's rule", () => {
    const [, mean, variance] = batchNormalizationTraining(images, one, zero, attributes);
    const update = { momentum: 0.9, count: 4 };
    const [newMean, newVariance] = runningStatisticsUpdate(zero, one, mean, variance, update);
    expect(newMean.data[0]).toBeCloseTo(0.25, 12);
    expect(newVariance.data[0]).toBeCloseTo(1.066667, 6);
  });

  it('refuses a single value per channel, whose statistics would be NaN', () => {
    const single = tensorOf([1, 1, 1, 1], [3]);
    expect(() => batchNormalizationTraining(single, one, zero, attributes)).toThrow(
      /1 value per channel.*batch size of at least 2/,
    );
    const update = { momentum: 0.9, count: 1 };
    expect(() => runningStatisticsUpdate(zero, one, one, zero, update)).toThrow(/1 value/);
  });

  it('keeps the digits of a small deviation from a large mean', () => {
    const x = tensorOf([2, 1], [1e8 + 1, 1e8 - 1]);
    const [y] = batchNormalizationTraining(x, one, zero, attributes);
    expect([...y.data]).toEqual([1, -1]);
  });
});
