/**
 * The p-quantile (0 to 1) of samples in ascending order, linear between neighbours (Hyndman and Fan's type 7).
 * Throws a `RangeError` when there are none.
 */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  const last = ascending.length - 1;
  const position = p * last;
  const lower = ascending[Math.floor(position)];
  const upper = ascending[Math.ceil(position)];
  if (lower === undefined || upper === undefined) throw new RangeError('No samples.');
  return lower + (upper - lower) * (position - Math.floor(position));
}
