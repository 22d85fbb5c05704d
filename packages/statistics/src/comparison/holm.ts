/**
 * Holm's correction (1979) of the p-values of several comparisons that are read together: rejecting what is at most
 * alpha afterwards errs anywhere among them with probability alpha at most, however they depend on one another.
 *
 * @returns adjusted p-values in the order given; undefined where none was given, which counts for nothing.
 */
export function holm(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const order = pValues
    .flatMap((p, index) => (p === undefined ? [] : [{ p, index }]))
    .sort((a, b) => a.p - b.p);
  const adjusted = new Array<number | undefined>(pValues.length).fill(undefined);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
