import { normalTwoSided } from '../distributions/normal.js';
import { finiteCopy } from '../summary/quantile.js';

/** So many values together are enumerated exactly; more are left to the normal distribution. */
const EXACT_UP_TO = 60;

/**
 * Two-sided p-value of the rank-sum test of Mann, Whitney and Wilcoxon: twice the chance that a division of all values
 * into two such groups at random gives ranks as low, or as high. Exact also with ties (mid-ranks), by counting the
 * divisions; normal with tie and continuity correction for more than 60 values.
 *
 * The smallest value it can give is 2 / (n + m choose n): 0.1 for three against three.
 *
 * @throws RangeError for an empty group or a value that is not finite.
 */
export function mannWhitney(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const first = finiteCopy(a);
  const second = finiteCopy(b);
  const total = first.length + second.length;
  const doubled = doubledRanks([...first, ...second]);
  const rankSum = doubled.slice(0, first.length).reduce((sum, rank) => sum + rank, 0);
  if (total <= EXACT_UP_TO) return exactTail(doubled, first.length, rankSum);
  const expected = first.length * (total + 1);
  return normalTail(doubled, first.length, Math.abs(rankSum - expected));
}

/** Twice the mid-rank of each value, which is an integer. */
function doubledRanks(values: readonly number[]): number[] {
  const order = values
    .map((_, i) => i)
    .sort((i, j) => (values[i] as number) - (values[j] as number));
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) {
      end += 1;
    }
    for (let i = start; i < end; i += 1) ranks[order[i] as number] = start + 1 + end;
    start = end;
  }
  return ranks;
}

/** Twice the part of all choices of `size` ranks whose sum lies as far on the same side. */
function exactTail(ranks: readonly number[], size: number, rankSum: number): number {
  const largest = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1));
  (ways[0] as Float64Array)[0] = 1;
  ranks.forEach((rank, used) => {
    for (let chosen = Math.min(size, used + 1); chosen >= 1; chosen -= 1) {
      const without = ways[chosen - 1] as Float64Array;
      const target = ways[chosen] as Float64Array;
      for (let sum = largest; sum >= rank; sum -= 1) {
        target[sum] = (target[sum] as number) + (without[sum - rank] as number);
      }
    }
  });
  const counts = ways[size] as Float64Array;
  const total = (part: Float64Array): number => part.reduce((sum, count) => sum + count, 0);
  const below = total(counts.subarray(0, rankSum + 1));
  const above = total(counts.subarray(rankSum));
  return Math.min(1, (2 * Math.min(below, above)) / total(counts));
}

function normalTail(ranks: readonly number[], size: number, distance: number): number {
  const total = ranks.length;
  const mean = total + 1;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / (total - 1);
  const deviation = Math.sqrt((size * (total - size) * spread) / total);
  if (deviation === 0) return 1;
  return normalTwoSided(Math.max(0, distance - 1) / deviation);
}
