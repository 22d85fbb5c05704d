import type { PoolAttributes } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { averagePool, averagePoolGrad, maxPool, maxPoolGrad } from './pool.js';
import { tensorOf } from '../interpreter/tensor.js';

function square(size: number, value: (i: number) => number) {
  return tensorOf(
    [1, 1, size, size],
    Array.from({ length: size * size }, (_, i) => value(i)),
  );
}

function pool(kernel: number, stride: number, pad = 0, ceilMode = false): PoolAttributes {
  return {
    kernelShape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    ceilMode,
  };
}

describe('maxPool', () => {
  // An explicit pad with zeros before the pool would give zeros.
  it('never lets padding win over negative values', () => {
    const y = maxPool(
      square(3, (i) => -1 - i),
      pool(3, 1, 1),
      [1, 1, 3, 3],
    );
    expect([...y.data]).toEqual([-1, -1, -2, -1, -1, -2, -4, -4, -5]);
  });

  it('keeps minus infinity where there is nothing else', () => {
    const y = maxPool(
      square(2, () => -Infinity),
      pool(2, 2),
      [1, 1, 1, 1],
    );
    expect([...y.data]).toEqual([-Infinity]);
  });

  it('rounds up without a window in the trailing padding', () => {
    const y = maxPool(
      square(5, (i) => i + 1),
      pool(2, 2, 1, true),
      [1, 1, 3, 3],
    );
    expect([...y.data]).toEqual([1, 3, 5, 11, 13, 15, 21, 23, 25]);
  });

  it('passes a NaN on, wherever it stands in the window', () => {
    for (let at = 0; at < 4; at++) {
      const y = maxPool(
        square(2, (i) => (i === at ? NaN : i)),
        pool(2, 2),
        [1, 1, 1, 1],
      );
      expect([...y.data]).toEqual([NaN]);
    }
  });
});

describe('maxPoolGrad', () => {
  // The borders of MNIST-like images are one large tie.
  it.each([
    ['2x2, the maximum three times', [1, 2, 2, 2], 2, 2, 1, [0, 1, 0, 0]],
    ['2x2 of zeros', [0, 0, 0, 0], 2, 2, 1, [1, 0, 0, 0]],
    ['overlapping windows of ones', Array(9).fill(1), 2, 1, 2, [1, 1, 0, 1, 1, 0, 0, 0, 0]],
  ])('gives the whole gradient to the first maximum: %s', (_, values, kernel, stride, out, dx) => {
    const size = Math.sqrt(values.length);
    const x = tensorOf([1, 1, size, size], values);
    const dy = square(out, () => 1);
    expect([...maxPoolGrad(dy, x, pool(kernel, stride)).data]).toEqual(dx);
  });
});

describe('averagePool', () => {
  it.each([
    ['leaves padding out', false, 2.5],
    ['counts padding', true, 10 / 9],
  ])('%s', (_, countIncludePad, expected) => {
    const attributes = { ...pool(3, 1, 1), countIncludePad };
    const y = averagePool(
      square(2, (i) => i + 1),
      attributes,
      [1, 1, 2, 2],
    );
    for (const value of y.data) expect(value).toBeCloseTo(expected, 14);
  });

  it('never counts what rounding up adds beyond the padding', () => {
    const attributes = { ...pool(2, 2, 0, true), countIncludePad: true };
    const y = averagePool(
      square(3, (i) => i + 1),
      attributes,
      [1, 1, 2, 2],
    );
    expect([...y.data]).toEqual([3, 4.5, 7.5, 9]);
  });
});

describe('averagePoolGrad', () => {
  it('spreads each gradient over its window', () => {
    const attributes = {
      ...pool(2, 2, 0, true),
      countIncludePad: true,
      inputShape: [1, 1, 3, 3],
    };
    const dx = averagePoolGrad(tensorOf([1, 1, 2, 2], [4, 2, 2, 1]), attributes);
    expect([...dx.data]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });
});
