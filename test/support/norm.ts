/** Euclidean norm of the values, or of what `of` makes of each. */
export function norm(
  values: ArrayLike<number>,
  of: (value: number, i: number) => number = (value) => value,
): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i] as number, i) ** 2;
  return Math.sqrt(sum);
}
