import { describe, expect, it } from 'vitest';
import { addProduct } from './product.js';

describe('addProduct', () => {
  it('adds the product, whatever of the sizes fills whole tiles', () => {
    for (const rows of [1, 2, 3, 5])
      for (const columns of [1, 3, 4, 6, 9])
        for (const depth of [0, 1, 4]) {
          const a = Float64Array.from({ length: rows * depth }, (_, i) => (i % 5) - 2);
          const b = Float64Array.from({ length: columns * depth }, (_, i) => (i % 7) - 3);
          const c = new Float64Array(rows * columns).fill(100);
          addProduct(c, a, b, rows, columns, depth);
          const expected = Array.from(c, (_, at) => {
            const [i, j] = [Math.floor(at / columns), at % columns];
            let sum = 100;
            for (let k = 0; k < depth; k++) sum += a[i * depth + k]! * b[j * depth + k]!;
            return sum;
          });
          expect([...c], `${rows}x${columns}x${depth}`).toEqual(expected);
        }
  });
});
