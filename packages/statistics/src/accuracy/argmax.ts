/**
 * Index of the first largest of the `classes` logits from `offset` on; undefined if any is not finite: a plain search
 * would report class 0 for a row of NaN.
 */
export function argmax(
  logits: ArrayLike<number>,
  offset: number,
  classes: number,
): number | undefined {
  let best = 0;
  for (let c = 0; c < classes; c += 1) {
    const value = logits[offset + c] as number;
    if (!Number.isFinite(value)) return undefined;
    if (value > (logits[offset + best] as number)) best = c;
  }
  return best;
}
