import { elementCount } from '@convbench/graph';
import type { Graph, Shape } from '@convbench/spec';

/** Numbers in [-1, 1) that look random and are the same everywhere: a 32-bit linear congruential generator. */
export function testValues(count: number, seed: number): Float32Array {
  let state = (Math.imul(seed, 2654435761) ^ 0x9e3779b9) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Weights under which every layer matters: no parameter is 0 or 1, and no variance negative. */
export function testWeights(graph: Graph): Map<string, Float32Array> {
  return new Map(
    graph.parameters.map(({ name, shape, role }, index) => {
      const values = testValues(elementCount(shape), index + 1);
      const fanIn = elementCount(shape.slice(1));
      switch (role) {
        case 'weight':
          return [name, values.map((value) => value * Math.sqrt(6 / fanIn))];
        case 'gamma':
        case 'runningVariance':
          return [name, values.map((value) => 1 + 0.4 * value)];
        case 'bias':
        case 'beta':
        case 'runningMean':
          return [name, values.map((value) => 0.3 * value)];
      }
    }),
  );
}

/** Largest difference over the standard deviation of what is expected. */
export function relativeDeviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  // NaN must not pass for a small difference.
  const finite = Array.from(actual).every(Number.isFinite);
  if (actual.length !== expected.length || !finite) return Infinity;
  const values = Array.from(expected);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const largest = values.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (actual[index] as number))),
    0,
  );
  return largest / Math.max(Math.sqrt(variance), 1e-6);
}

export function imageShape(graph: Graph, batchSize: number): Shape {
  return graph.input.shape.map((dimension) => (dimension === 'N' ? batchSize : dimension));
}
