import { normalizeAxis } from '@convbench/graph';

/** The axis counted from the front; the network was checked before. */
export function axisOf(axis: number, rank: number): number {
  const normalized = normalizeAxis(axis, rank);
  if (normalized === undefined) throw new Error(`There is no axis ${axis} of ${rank}.`);
  return normalized;
}
