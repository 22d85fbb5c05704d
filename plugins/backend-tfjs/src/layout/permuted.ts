/** @file Transposes arrays. */
import type { Shape } from '@convbench/spec';

/** The row-major tensor with axis i taken from axis `permutation[i]`; the same array where nothing moves. */
export function permuted(
  values: Float32Array,
  shape: Shape,
  permutation: readonly number[],
): Float32Array {
  if (permutation.every((axis, i) => axis === i)) return values;
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, size) => product * size, 1),
  );
  const sizes = permutation.map((axis) => shape[axis] as number);
  const steps = permutation.map((axis) => strides[axis] as number);
  const result = new Float32Array(values.length);
  const inner = sizes.length - 1;
  const [innerSize = 1, innerStep = 1] = [sizes[inner], steps[inner]];
  const counters = new Array<number>(sizes.length).fill(0);
  let source = 0;
  for (let target = 0; target < values.length;) {
    for (let i = 0; i < innerSize; i++) result[target++] = values[source + i * innerStep] as number;
    for (let axis = inner - 1; axis >= 0; axis--) {
      counters[axis] = (counters[axis] as number) + 1;
      source += steps[axis] as number;
      if ((counters[axis] as number) < (sizes[axis] as number)) break;
      source -= (sizes[axis] as number) * (steps[axis] as number);
      counters[axis] = 0;
    }
  }
  return result;
}
