import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bilinearResizer, planeCopier, zeroPadder } from './resize.js';

function resize(source: Uint8Array, targetSize: number): Uint8Array {
  const target = new Uint8Array(targetSize * targetSize);
  bilinearResizer(Math.sqrt(source.length), targetSize)(source, 0, target, 0);
  return target;
}

const sizes = fc.integer({ min: 1, max: 24 });
const planes = sizes.chain((size) =>
  fc.uint8Array({ minLength: size * size, maxLength: size * size }),
);

const reversed = (plane: Uint8Array) => Uint8Array.from(plane).reverse();

const transposed = (plane: Uint8Array) => {
  const size = Math.sqrt(plane.length);
  return Uint8Array.from(plane, (_, i) => plane[(i % size) * size + Math.floor(i / size)]!);
};

describe('bilinear', () => {
  test('shrinks with antialiasing as Pillow does (case D16: every fourth of 32 columns is white)', () => {
    const stripes = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 4 === 0 ? 255 : 0));
    const rows = resize(stripes, 8);
    for (let row = 0; row < 8; row++) {
      expect(Array.from(rows.subarray(8 * row, 8 * row + 8))).toEqual([
        73, 64, 64, 64, 64, 64, 64, 46,
      ]);
    }
  });

  test('grows with half-pixel centres and a repeated border', () => {
    // 1-D: 0 and 200 at centres 0.5 and 1.5; targets at 0.25, 0.75, 1.25, 1.75.
    const rows = resize(Uint8Array.of(0, 200, 0, 200), 4);
    expect(Array.from(rows.subarray(0, 4))).toEqual([0, 50, 150, 200]);
    expect(Array.from(rows.subarray(12, 16))).toEqual([0, 50, 150, 200]);
  });

  test('the same size changes nothing', () => {
    fc.assert(
      fc.property(planes, (plane) => {
        expect(resize(plane, Math.sqrt(plane.length))).toEqual(plane);
      }),
    );
  });

  test('stays within the range of the source, and a flat plane stays flat', () => {
    fc.assert(
      fc.property(planes, sizes, (plane, size) => {
        const result = resize(plane, size);
        expect(Math.min(...result)).toBeGreaterThanOrEqual(Math.min(...plane));
        expect(Math.max(...result)).toBeLessThanOrEqual(Math.max(...plane));
        const flat = resize(new Uint8Array(plane.length).fill(plane[0]!), size);
        expect(new Set(flat)).toEqual(new Set([plane[0]]));
      }),
    );
  });

  test('treats both axes and both directions alike, but for the rounding of halves', () => {
    fc.assert(
      fc.property(planes, sizes, (plane, size) => {
        const result = resize(plane, size);
        for (const same of [reversed, transposed]) {
          same(resize(same(plane), size)).forEach((value, i) =>
            expect(Math.abs(value - result[i]!)).toBeLessThanOrEqual(1),
          );
        }
      }),
    );
  });
});

test('padding surrounds a plane with zeros, over what was there, at the offsets', () => {
  const target = new Uint8Array(17).fill(9);
  zeroPadder(2, 1)(Uint8Array.of(7, 1, 2, 3, 4), 1, target, 1);
  expect(Array.from(target)).toEqual([9, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0]);
});

test('copying copies one plane only', () => {
  const target = new Uint8Array(6);
  planeCopier(2)(Uint8Array.of(9, 1, 2, 3, 4, 5), 1, target, 1);
  expect(Array.from(target)).toEqual([0, 1, 2, 3, 4, 0]);
});
