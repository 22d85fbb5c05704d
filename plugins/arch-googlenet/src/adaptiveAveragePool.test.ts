import { graphBuilder, interpret } from '@convbench/graph';
import { expect, test } from 'vitest';
import { adaptiveAveragePool } from './adaptiveAveragePool.js';

/** One window after another, as PyTorch's documentation defines them. */
function direct(map: Float32Array, length: number, size: number): number[] {
  const bounds = Array.from({ length: size }, (_, index) => [
    Math.floor((index * length) / size),
    Math.ceil(((index + 1) * length) / size),
  ]) as [number, number][];
  return bounds.flatMap(([top, bottom]) =>
    bounds.map(([left, right]) => {
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) sum += map[y * length + x]!;
      return sum / ((bottom - top) * (right - left));
    }),
  );
}

// 14 gives windows that overlap unevenly, 8 even ones, 7 windows of two sizes, 2 repeats, 4 nothing to do.
test.each([14, 8, 7, 4, 2, 1])('pools a map of %i x %i to 4 x 4', (length) => {
  const b = graphBuilder({ name: 'pool', channels: 1, height: length, width: length });
  const pooled = adaptiveAveragePool(b, 'average', b.input, 4);
  expect(pooled.shape).toEqual([1, 1, 4, 4]);
  const graph = b.build(b.flatten('flatten', pooled));
  const map = Float32Array.from({ length: length * length }, (_, index) =>
    Math.fround(Math.sin(index)),
  );
  const result = interpret(graph, new Map(), map, 1);
  direct(map, length, 4).forEach((mean, index) => expect(result[index]).toBeCloseTo(mean, 12));
});
