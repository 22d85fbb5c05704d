import { describe, expect, it } from 'vitest';
import { tensorOf } from './tensor.js';
import { adamUpdate, sgdUpdate } from './updates.js';

const scalar = (value: number) => tensorOf([], [value]);
const one = (value: number) => tensorOf([1], [value]);

describe('sgdUpdate', () => {
  const plain = { momentum: 0.9, nesterov: false, weightDecay: 0.1 };

  it('adds decay to the gradient and keeps a velocity without dampening', () => {
    const [p, v] = sgdUpdate(one(2), one(0.3), one(1), scalar(0.5), plain);
    expect(v.data[0]).toBeCloseTo(0.9 + 0.3 + 0.2, 14);
    expect(p.data[0]).toBeCloseTo(2 - 0.5 * 1.4, 14);
  });

  it('looks ahead by one step with Nesterov', () => {
    const [p, v] = sgdUpdate(one(2), one(0.3), one(1), scalar(0.5), { ...plain, nesterov: true });
    expect(v.data[0]).toBeCloseTo(1.4, 14);
    expect(p.data[0]).toBeCloseTo(2 - 0.5 * (0.5 + 0.9 * 1.4), 14);
  });
});

describe('adamUpdate', () => {
  it('moves by the learning rate in the first step, whatever the size of the gradient', () => {
    const attributes = { beta1: 0.9, beta2: 0.999, epsilon: 1e-12, weightDecay: 0 };
    for (const gradient of [1e-3, 50]) {
      const [p, m, v] = adamUpdate(
        one(1),
        one(gradient),
        one(0),
        one(0),
        scalar(0.01),
        scalar(1),
        attributes,
      );
      expect(p.data[0]).toBeCloseTo(0.99, 9);
      expect(m.data[0]).toBeCloseTo(0.1 * gradient, 12);
      expect(v.data[0]).toBeCloseTo(0.001 * gradient ** 2, 12);
    }
  });
});
