/**
 * Quantiles by linear interpolation between order statistics: Hyndman and Fan's definition 7, the default of R and
 * NumPy. Of n sorted values, the p-quantile lies at position (n - 1) p, counted from 0.
 */

/**
 * The p-quantile of values in any order; does not change them.
 *
 * @throws RangeError for no values, a value that is not finite, or p outside [0, 1].
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile: p must be in [0, 1], got ${p}.`);
  const copy = finiteCopy(values);
  return selectQuantile(copy, p, 0);
}

/**
 * The middle value, or the mean of the two middle values.
 *
 * @throws RangeError for no values or a value that is not finite.
 */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** A copy to reorder freely, checked: a NaN would silently break every comparison. */
export function finiteCopy(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new RangeError('There are no values to summarize.');
  const copy = Float64Array.from(values);
  const wrong = copy.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`Value ${wrong} is ${copy[wrong]}: not a finite number.`);
  return copy;
}

/**
 * The p-quantile of `values`, which it reorders. Every element before `left` must be no greater than the rest, as is
 * the case after a call for a smaller p; so several quantiles of one array cost little more than one.
 */
export function selectQuantile(values: Float64Array, p: number, left: number): number {
  const last = values.length - 1;
  const position = last * p;
  const below = Math.floor(position);
  const low = select(values, below, Math.min(left, below));
  if (below === position) return low;
  let high = Infinity;
  for (let i = below + 1; i <= last; i += 1) high = Math.min(high, values[i] as number);
  return low + (position - below) * (high - low);
}

/** Hoare's quickselect: afterwards no element before `k` is greater than `values[k]` and none behind it smaller. */
function select(values: Float64Array, k: number, from: number): number {
  let left = from;
  let right = values.length - 1;
  while (left < right) {
    const pivot = middleOfThree(
      values[left] as number,
      values[(left + right) >> 1] as number,
      values[right] as number,
    );
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] as number) < pivot) i += 1;
      while ((values[j] as number) > pivot) j -= 1;
      if (i <= j) {
        const swapped = values[i] as number;
        values[i] = values[j] as number;
        values[j] = swapped;
        i += 1;
        j -= 1;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k] as number;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
