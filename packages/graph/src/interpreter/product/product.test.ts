import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transposed, type Matrix } from './matrix.js';
import { addPlainProduct } from './plainProduct.js';
import { addProduct } from './product.js';
import { offsetsOf } from '../tensor.js';

/** Row-major, with values between -1 and 1 that no order of summing makes exact. */
function matrix(rows: number, columns: number, seed: number): Matrix<Float64Array> {
  const data = new Float64Array(rows * columns).map((_, i) => Math.sin(seed + 1.7 * i));
  return { data, rows: offsetsOf([rows], [columns]), columns: offsetsOf([columns], [1]) };
}

/** Rounding is measured against the sum of the absolute products, which is what it grows with. */
function expectSameProduct(c: Matrix<Float64Array>, a: Matrix, b: Matrix): void {
  const start = c.data.slice();
  const expected = { ...c, data: c.data.slice() };
  const scale = { ...c, data: start.map(Math.abs) };
  const absolute = (x: Matrix): Matrix => ({ ...x, data: x.data.map(Math.abs) });
  addProduct(c, a, b);
  addPlainProduct(expected, a, b);
  addPlainProduct(scale, absolute(a), absolute(b));
  let largest = 0;
  c.data.forEach((value, i) => {
    const difference = Math.abs(value - expected.data[i]!);
    if (difference > 0) largest = Math.max(largest, difference / scale.data[i]!);
  });
  expect(largest).toBeLessThan(1e-12);
  expect(c.data.some(Number.isNaN)).toBe(false);
}

const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 150 }));

describe('addProduct', () => {
  it('equals the plain form for any sizes and either orientation', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (rows, columns, depth, transC, transA, transB) => {
          const oriented = (first: number, second: number, isTransposed: boolean, seed: number) =>
            isTransposed ? transposed(matrix(second, first, seed)) : matrix(first, second, seed);
          expectSameProduct(
            oriented(rows, columns, transC, 1),
            oriented(rows, depth, transA, 2),
            oriented(depth, columns, transB, 3),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a depth of one', 70, 90, 1],
    ['one row', 1, 2100, 300],
    ['one column', 1500, 1, 70],
    ['one value', 1, 1, 1],
    ['a depth beyond one block', 3, 9, 9001],
    ['rows beyond one block', 2051, 5, 17],
    ['columns beyond one block', 5, 4103, 33],
    ['rows and depth beyond one block', 1030, 2, 4103],
  ])('equals the plain form for %s', (_, rows, columns, depth) => {
    expectSameProduct(matrix(rows, columns, 1), matrix(rows, depth, 2), matrix(depth, columns, 3));
  });

  it('gives with other threads what it gives alone, bit for bit', () => {
    const product = (rows: number) => {
      const c = matrix(rows, 500, 1);
      addProduct(c, matrix(rows, 700, 2), matrix(700, 500, 3));
      return c.data;
    };
    // The first is small enough for one thread, the second is shared; sums know nothing of other rows.
    const alone = product(64);
    for (let round = 0; round < 10; round++) {
      const shared = product(256);
      expect(alone.every((value, i) => Object.is(value, shared[i]))).toBe(true);
    }
  });

  it('adds where several elements of the result share a place', () => {
    const c = {
      data: new Float64Array(2),
      rows: Int32Array.of(0, 1, 0),
      columns: Int32Array.of(0),
    };
    const a = {
      data: Float64Array.of(1, 10, 100),
      rows: Int32Array.of(0, 1, 2),
      columns: Int32Array.of(0),
    };
    const b = { data: Float32Array.of(2), rows: Int32Array.of(0), columns: Int32Array.of(0) };
    addProduct(c, a, b);
    expect([...c.data]).toEqual([202, 20]);
  });

  it('lets infinite and undefined values reach their own rows and columns only', () => {
    const [c, a, b] = [matrix(5, 11, 1), matrix(5, 3, 2), matrix(3, 11, 3)];
    a.data[4 * 3] = Infinity;
    b.data[10] = NaN;
    addProduct(c, a, b);
    c.data.forEach((value, i) => {
      const isTouched = Math.floor(i / 11) === 4 || i % 11 === 10;
      expect(Number.isFinite(value)).toBe(!isTouched);
    });
  });

  it('leaves the sum alone where there is nothing to add', () => {
    const c = matrix(2, 3, 1);
    const before = c.data.slice();
    addProduct(c, matrix(2, 0, 2), matrix(0, 3, 3));
    expect(c.data).toEqual(before);
  });
});
