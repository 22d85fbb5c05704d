import type { Pads, Pair } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { averageCorrection, windowGeometry } from './windowGeometry.js';

const window = (kernel: number, stride: number, pads: Pads) => ({
  kernelShape: [kernel, kernel] as Pair,
  strides: [stride, stride] as Pair,
  pads,
});
const map = (size: number) => [1, 1, size, size];

describe('a window has', () => {
  it("TensorFlow's SAME where the pads are equal to it", () => {
    expect(windowGeometry(window(3, 1, [1, 1, 1, 1]), map(8), map(8)).padding).toBe('SAME');
    expect(windowGeometry(window(3, 2, [0, 0, 1, 1]), map(8), map(4)).padding).toBe('SAME');
    expect(windowGeometry(window(2, 2, [0, 0, 0, 0]), map(8), map(4)).padding).toBe('VALID');
  });

  it('explicit pads where SAME would begin elsewhere (case O01)', () => {
    const geometry = windowGeometry(window(3, 2, [1, 1, 1, 1]), map(8), map(4));
    expect(geometry).toMatchObject({ padding: 'EXPLICIT', pads: [1, 1, 0, 0] });
  });

  it('pads for the pixels that rounding up adds (case O02)', () => {
    const geometry = windowGeometry(window(2, 2, [1, 1, 1, 1]), map(5), map(3));
    expect(geometry.pads).toEqual([1, 1, 0, 0]);
    expect(windowGeometry(window(3, 2, [0, 0, 0, 0]), map(6), map(3)).pads).toEqual([0, 0, 1, 1]);
  });

  it('none where the last pixels are left out', () => {
    expect(windowGeometry(window(1, 2, [0, 0, 0, 0]), map(8), map(4)).padding).toBe('VALID');
  });
});

describe('the mean of a padded window is corrected', () => {
  const attributes = { ...window(3, 1, [1, 1, 1, 1]), ceilMode: false };

  it('where padding does not count (case O05)', () => {
    const factors = averageCorrection({ ...attributes, countIncludePad: false }, map(2), map(2));
    expect(factors).toEqual(new Float32Array(4).fill(9 / 4));
  });

  it('not where it counts', () => {
    expect(
      averageCorrection({ ...attributes, countIncludePad: true }, map(2), map(2)),
    ).toBeUndefined();
  });

  it('where rounding up reaches beyond the padding, which never counts', () => {
    const rounded = { ...window(2, 2, [0, 0, 0, 0]), ceilMode: true, countIncludePad: true };
    expect(averageCorrection(rounded, map(3), map(2))).toEqual(Float32Array.of(1, 2, 2, 4));
  });
});
