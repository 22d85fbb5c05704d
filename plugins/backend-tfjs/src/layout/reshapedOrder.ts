/** @file Reshapes that need no transposition although the tensor is not stored in logical order. */
import type { Shape } from '@convbench/spec';
import type { AxisOrder } from './axisOrder.js';

/**
 * The order in which the reshaped tensor is stored when the stored elements stay where they are, or undefined where
 * they would have to move.
 *
 * A reshape splits or joins runs of neighbouring logical axes. It leaves the elements in place when the axes of each
 * run are stored as neighbours in the same order: [N, 2C, H, W] to [N, 2, C, H, W] in channels-last order.
 */
export function reshapedOrder(from: Shape, to: Shape, order: AxisOrder): AxisOrder | undefined {
  const runs = axisRuns(from, to);
  const stored = order.filter((axis) => from[axis] !== 1);
  const result: number[] = [];
  for (let i = 0; i < stored.length;) {
    const run = runs.find(({ from: [first] }) => first === stored[i]);
    if (run === undefined) return undefined;
    if (stored.slice(i, i + run.from.length).join() !== run.from.join()) return undefined;
    result.push(...run.to);
    i += run.from.length;
  }
  const ones = [...to.keys()].filter((axis) => to[axis] === 1);
  return [...result, ...ones];
}

/** The shortest runs of axes on both sides that hold the same number of elements; axes of size 1 are in none. */
function axisRuns(from: Shape, to: Shape): { from: number[]; to: number[] }[] {
  const [left, right] = [from, to].map((shape) =>
    [...shape.entries()].filter(([, size]) => size !== 1),
  ) as [[number, number][], [number, number][]];
  const runs: { from: number[]; to: number[] }[] = [];
  while (left.length > 0) {
    const run = { from: [] as number[], to: [] as number[] };
    let [fromSize, toSize] = [1, 1];
    do {
      const takesLeft = fromSize <= toSize;
      const [axis, size] = (takesLeft ? left : right).shift() as [number, number];
      (takesLeft ? run.from : run.to).push(axis);
      if (takesLeft) fromSize *= size;
      else toSize *= size;
    } while (fromSize !== toSize);
    runs.push(run);
  }
  return runs;
}
