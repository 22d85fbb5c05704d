/** Throws a `RangeError` unless a split of `length` images has one of this number. */
export function checkIndex(index: number, length: number): void {
  if (index >= 0 && index < length) return;
  throw new RangeError(`There is no image ${index} in a split of ${length}.`);
}
