import fc from 'fast-check';
import { expect, it } from 'vitest';
import { permuted } from './permuted.js';

it('puts every element where its indices say', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  const cases = shapes.chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
    ),
  );
  fc.assert(
    fc.property(cases, ([shape, permutation]) => {
      const size = shape.reduce((product, each) => product * each, 1);
      const place = (indices: readonly number[], sizes: readonly number[]): number =>
        indices.reduce((at, index, axis) => at * (sizes[axis] as number) + index, 0);
      const values = Float32Array.from({ length: size }, (_, i) => i);
      const result = permuted(values, shape, permutation);
      const sizes = permutation.map((axis) => shape[axis] as number);
      for (let i = 0; i < size; i++) {
        let rest = i;
        const indices = shape
          .toReversed()
          .map((each) => {
            const index = rest % each;
            rest = Math.floor(rest / each);
            return index;
          })
          .toReversed();
        const moved = permutation.map((axis) => indices[axis] as number);
        expect(result[place(moved, sizes)]).toBe(i);
      }
    }),
  );
});

it('gives the same array where nothing moves', () => {
  const values = new Float32Array(6);
  expect(permuted(values, [2, 3], [0, 1])).toBe(values);
});
