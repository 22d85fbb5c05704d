import type { GraphBuilder, Value } from '@convbench/graph';

/**
 * PyTorch's adaptive average pool: [1, C, H, W] to [1, C, size, size].
 *
 * Output i is the mean of rows floor(i * H / size) to ceil((i + 1) * H / size), columns alike; such windows overlap
 * unevenly, so no pool with a stride does the same. A mean of row means: all rows of a window have the same length.
 */
export function adaptiveAveragePool(b: GraphBuilder, name: string, x: Value, size: number): Value {
  return b.scope(name, () => poolAxis(b, 'columns', poolAxis(b, 'rows', x, size, 2), size, 3));
}

function poolAxis(b: GraphBuilder, name: string, x: Value, size: number, axis: 2 | 3): Value {
  const length = x.shape[axis] ?? 0;
  const means = Array.from({ length: size }, (_, index) => {
    const begin = Math.floor((index * length) / size);
    const end = Math.ceil(((index + 1) * length) / size);
    const window = slice(b, `${name}${index}`, x, [begin, end - begin, length - end], axis);
    return b.reduceMean(`${name}${index}Mean`, window, [axis], true);
  });
  return b.concat(name, means, axis);
}

/** The middle part of three, of which the outer ones may be empty. */
function slice(
  b: GraphBuilder,
  name: string,
  x: Value,
  [before, within, after]: readonly [number, number, number],
  axis: number,
): Value {
  if (before === 0 && after === 0) return x;
  const sizes = [before, within, after].filter((part) => part > 0);
  const [first, ...others] = sizes as [number, ...number[]];
  const parts = b.split(name, x, [first, ...others], axis);
  return parts[before === 0 ? 0 : 1] as Value;
}
