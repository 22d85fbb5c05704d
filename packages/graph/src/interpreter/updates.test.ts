import { describe, expect, it } from 'vitest';
import { tensorOf } from './tensor.js';
import { adamUpdate, averageUpdate, gradientClip, rmspropUpdate, sgdUpdate } from './updates.js';

const scalar = (value: number) => tensorOf([], [value]);
const one = (value: number) => tensorOf([1], [value]);

describe('sgdUpdate', () => {
  const plain = { momentum: 0.9, nesterov: false, weightDecay: 0.1 };

  it('adds decay to the gradient and keeps a velocity without dampening', () => {
    const [p, v] = sgdUpdate(one(2), one(0.3), one(1), scalar(0.5), undefined, plain);
    expect(v.data[0]).toBeCloseTo(0.9 + 0.3 + 0.2, 14);
    expect(p.data[0]).toBeCloseTo(2 - 0.5 * 1.4, 14);
  });

  it('looks ahead by one step with Nesterov', () => {
    const [p, v] = sgdUpdate(one(2), one(0.3), one(1), scalar(0.5), undefined, {
      ...plain,
      nesterov: true,
    });
    expect(v.data[0]).toBeCloseTo(1.4, 14);
    expect(p.data[0]).toBeCloseTo(2 - 0.5 * (0.5 + 0.9 * 1.4), 14);
  });
});

describe('adamUpdate', () => {
  it('moves by the learning rate in the first step, whatever the size of the gradient', () => {
    const moments = { beta1: 0.9, beta2: 0.999, epsilon: 1e-12 };
    const attributes = { ...moments, weightDecay: 0, decoupled: false };
    for (const gradient of [1e-3, 50]) {
      const [p, m, v] = adamUpdate(
        one(1),
        one(gradient),
        one(0),
        one(0),
        scalar(0.01),
        scalar(1),
        undefined,
        attributes,
      );
      expect(p.data[0]).toBeCloseTo(0.99, 9);
      expect(m.data[0]).toBeCloseTo(0.1 * gradient, 12);
      expect(v.data[0]).toBeCloseTo(0.001 * gradient ** 2, 12);
    }
  });
});

describe('gradient clipping', () => {
  it('scales all gradients to the limit together, as PyTorch does', () => {
    const factor = gradientClip([tensorOf([1], [3]), tensorOf([1], [4])], { maximumNorm: 1 });
    expect(factor.data[0]).toBeCloseTo(1 / (5 + 1e-6), 14);
    const [p] = sgdUpdate(one(2), one(3), one(0), scalar(0.5), factor, {
      momentum: 0,
      nesterov: false,
      weightDecay: 0.1,
    });
    // The decay is added after clipping.
    expect(p.data[0]).toBeCloseTo(2 - 0.5 * (3 / (5 + 1e-6) + 0.2), 14);
  });

  it('leaves small gradients alone', () => {
    expect(gradientClip([one(0.3)], { maximumNorm: 1 }).data[0]).toBe(1);
    expect(gradientClip([one(0)], { maximumNorm: 1 }).data[0]).toBe(1);
  });
});

describe('averageUpdate', () => {
  it('keeps little of the beginning while it is ramped up', () => {
    const at = (step: number, rampUp: boolean) =>
      averageUpdate(one(1), one(0), scalar(step), { decay: 0.999, rampUp }).data[0];
    expect(at(1, true)).toBeCloseTo(2 / 11, 14);
    expect(at(90, true)).toBeCloseTo(91 / 100, 14);
    expect(at(100_000, true)).toBeCloseTo(0.999, 14);
    expect(at(1, false)).toBeCloseTo(0.999, 14);
  });
});

describe('rmspropUpdate', () => {
  const attributes = { decay: 0.9, momentum: 0, epsilon: 1, weightDecay: 0 };
  const stepOf = (form: 'pytorch' | 'tensorflow', meanSquare: number) => {
    const rate = scalar(0.045);
    const [p] = rmspropUpdate(one(0), one(0.1), one(meanSquare), one(0), rate, undefined, {
      ...attributes,
      form,
    });
    return -(p.data[0] as number);
  };

  it.each([
    ['pytorch', 0, 0.004362046718597412],
    ['tensorflow', 0, 0.004497751686094979],
    ['tensorflow', 1, 0.0032637843478593876],
  ] as const)('of %s from a mean square of %d steps by %d', (form, meanSquare, expected) => {
    // The reference rounded to float32 beside a parameter of another size.
    expect(stepOf(form, meanSquare) / expected).toBeCloseTo(1, 5);
  });

  it('keeps the learning rate in the momentum of TensorFlow, and out of that of PyTorch', () => {
    const velocity = (form: 'pytorch' | 'tensorflow') =>
      rmspropUpdate(one(0), one(0), one(0), one(2), scalar(0.1), undefined, {
        ...attributes,
        momentum: 0.5,
        form,
      });
    const [[pytorch], [tensorflow]] = [velocity('pytorch'), velocity('tensorflow')];
    expect([pytorch.data[0], tensorflow.data[0]]).toEqual([-0.1, -1]);
  });
});
