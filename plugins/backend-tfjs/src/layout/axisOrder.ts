/** @file In which order a tensor's axes are stored. */
import type { Shape } from '@convbench/spec';

/** `order[i]` is the logical axis that is stored as the i-th. Logical axes are those of the graph: N, C, H, W. */
export type AxisOrder = readonly number[];

/** Activations as TensorFlow wants them: N, H, W, C. */
export const CHANNELS_LAST: AxisOrder = [0, 2, 3, 1];
/** Weights [O, I, kh, kw] of a convolution as TensorFlow wants them: kh, kw, I, O. */
export const FILTER: AxisOrder = [2, 3, 1, 0];

/** A matrix, columns first. */
export const TURNED: AxisOrder = [1, 0];

export function identityOrder(rank: number): AxisOrder {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** The stored shape of a tensor with the logical shape. */
export function storedShape(shape: Shape, order: AxisOrder): number[] {
  return order.map((axis) => shape[axis] as number);
}

/** The permutation that turns a tensor stored in one order into the other. */
export function permutationBetween(from: AxisOrder, to: AxisOrder): number[] {
  return to.map((axis) => from.indexOf(axis));
}

/** Whether both orders put the elements in the same places: axes of size 1 may stand anywhere. */
export function sameElements(a: AxisOrder, b: AxisOrder, shape: Shape): boolean {
  const matter = (order: AxisOrder): number[] => order.filter((axis) => shape[axis] !== 1);
  return matter(a).join() === matter(b).join();
}

/** The order with `axis` last, the others as they are. */
export function withLast(order: AxisOrder, axis: number): AxisOrder {
  return [...order.filter((each) => each !== axis), axis];
}

/** The order of a tensor whose logical axis j is axis `permutation[j]` of the one that is stored. */
export function transposedOrder(order: AxisOrder, permutation: readonly number[]): AxisOrder {
  return order.map((axis) => permutation.indexOf(axis));
}

/** The order that is left when the axes in `removed` are gone and the rest is numbered anew. */
export function orderWithout(order: AxisOrder, removed: ReadonlySet<number>): AxisOrder {
  const left = order.filter((axis) => !removed.has(axis));
  const sorted = [...left].sort((a, b) => a - b);
  return left.map((axis) => sorted.indexOf(axis));
}
