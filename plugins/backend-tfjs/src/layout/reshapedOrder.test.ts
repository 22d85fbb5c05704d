import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOrder, storedShape, type AxisOrder } from './axisOrder.js';
import { reshapedOrder } from './reshapedOrder.js';

/** Numbers of the logical elements in the order in which they are stored. */
function storedElements(shape: readonly number[], order: AxisOrder): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return storedShape(shape, order).reduce(
    (places, size, i) =>
      places.flatMap((place) =>
        Array.from({ length: size }, (_, k) => place + k * (strides[order[i] as number] as number)),
      ),
    [0],
  );
}

describe('reshapedOrder', () => {
  it('splits and joins channels that are stored last', () => {
    expect(reshapedOrder([2, 6, 4, 5], [2, 2, 3, 4, 5], [0, 2, 3, 1])).toEqual([0, 3, 4, 1, 2]);
    expect(reshapedOrder([2, 2, 3, 4, 5], [2, 6, 4, 5], [0, 3, 4, 1, 2])).toEqual([0, 2, 3, 1]);
  });

  it('flattens maps of one pixel, and no others, in place', () => {
    expect(reshapedOrder([2, 6, 1, 1], [2, 6], [0, 2, 3, 1])).toEqual([0, 1]);
    expect(reshapedOrder([2, 6, 2, 1], [2, 12], [0, 2, 3, 1])).toBeUndefined();
    expect(reshapedOrder([2, 1, 3, 4], [2, 12], [0, 2, 3, 1])).toEqual([0, 1]);
  });

  it('keeps every element where it is, whatever the shapes and orders', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    const reshapes = sizes.chain((factors) =>
      fc.tuple(
        fc.shuffledSubarray([...factors.keys()], { minLength: factors.length }),
        fc.constant(factors),
        fc.array(fc.boolean(), { minLength: factors.length, maxLength: factors.length }),
      ),
    );
    fc.assert(
      fc.property(reshapes, ([shuffled, factors, joins]) => {
        const to = factors.reduce<number[]>((shape, size, i) => {
          if (joins[i] && shape.length > 0) return [...shape.slice(0, -1), shape.at(-1)! * size];
          return [...shape, size];
        }, []);
        for (const [a, b, order] of [
          [factors, to, shuffled],
          [to, factors, identityOrder(to.length)],
        ] as const) {
          const result = reshapedOrder(a, b, order);
          if (result === undefined) continue;
          expect([...result].sort()).toEqual(identityOrder(b.length));
          expect(storedElements(b, result)).toEqual(storedElements(a, order));
        }
        expect(reshapedOrder(factors, to, identityOrder(factors.length))).toBeDefined();
      }),
    );
  });
});
