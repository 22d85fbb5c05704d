import { describe, expect, it } from 'vitest';
import { softmaxCrossEntropy, softmaxCrossEntropyGrad } from './loss.js';
import { tensorOf } from './tensor.js';

const plain = { labelSmoothing: 0 };

describe('softmaxCrossEntropy', () => {
  it('is the negative log of the softmax at the label, averaged', () => {
    const logits = tensorOf([2, 3], [2, 1, 0.1, 0, 0, 0]);
    const [loss, correct] = softmaxCrossEntropy(logits, [tensorOf([2], [0, 1])], plain);
    expect(loss.data[0]).toBeCloseTo((0.41703 + Math.log(3)) / 2, 5);
    expect(correct.data[0]).toBe(1);
  });

  it('counts the first of equal logits as the largest', () => {
    const logits = tensorOf([3, 2], [1, 1, 1, 1, 0, 1]);
    const [, correct] = softmaxCrossEntropy(logits, [tensorOf([3], [0, 1, 1])], plain);
    expect(correct.data[0]).toBe(2);
  });

  it('never counts an image with a NaN as correct', () => {
    const logits = tensorOf([3, 2], [NaN, NaN, 1, NaN, NaN, 1]);
    const [loss, correct] = softmaxCrossEntropy(logits, [tensorOf([3], [0, 0, 1])], plain);
    expect(loss.data[0]).toBeNaN();
    expect(correct.data[0]).toBe(0);
  });

  it('stays finite for logits whose exponentials are not', () => {
    const logits = tensorOf([1, 2], [2000, 0]);
    expect(softmaxCrossEntropy(logits, [tensorOf([1], [1])], plain)[0].data[0]).toBe(2000);
    const gradient = softmaxCrossEntropyGrad(logits, [tensorOf([1], [1])], { ...plain, scale: 1 });
    expect([...gradient.data]).toEqual([1, -1]);
  });

  it('takes mixed images as PyTorch does', () => {
    // 0.3 * F.cross_entropy(x, [0, 1]) + 0.7 * F.cross_entropy(x, [2, 1]), label_smoothing=0.1; PyTorch 2.15, float64
    const logits = tensorOf([2, 3], [1, -0.5, 2, 0.25, 0.75, -1.5]);
    const targets = [tensorOf([2], [0, 1]), tensorOf([2], [2, 1]), tensorOf([], [0.3])] as const;
    const [loss, correct] = softmaxCrossEntropy(logits, targets, { labelSmoothing: 0.1 });
    expect(loss.data[0]).toBeCloseTo(0.693746843309865, 14);
    expect(correct.data[0]).toBe(1);
    const gradient = softmaxCrossEntropyGrad(logits, targets, { labelSmoothing: 0.1, scale: 1 });
    [
      ...[-0.024808575849154052, 0.011639199453568973, 0.01316937639558513],
      ...[0.16048155221896726, -0.1745986301232798, 0.014117077904312561],
    ].forEach((expected, i) => expect(gradient.data[i]).toBeCloseTo(expected, 14));
  });

  it.each([-1, 2, 0.5])('refuses the label %d of two classes', (label) => {
    const logits = tensorOf([1, 2], [0, 0]);
    expect(() => softmaxCrossEntropy(logits, [tensorOf([1], [label])], plain)).toThrow(RangeError);
  });
});
