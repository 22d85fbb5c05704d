import type { Measured } from '@convbench/spec';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type Pair = readonly [x: number, y: number];

/** Pearson's correlation; undefined where one side does not vary. */
export function pearson(pairs: readonly Pair[]): number | undefined {
  const n = pairs.length;
  const meanOf = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / n;
  const [meanX, meanY] = [meanOf(0), meanOf(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : undefined;
}

/** Spearman's: Pearson's of the ranks, equal values sharing the mean of theirs. */
export function spearman(pairs: readonly Pair[]): number | undefined {
  const ranks = ([0, 1] as const).map((side) => ranksOf(pairs.map((pair) => pair[side])));
  return pearson(pairs.map((_, i) => [ranks[0]?.[i] ?? 0, ranks[1]?.[i] ?? 0]));
}

function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** Under so many pairs a correlation is a story about a few of them. */
const FEWEST_PAIRS = 4;

/**
 * A correlation with its percentile bootstrap interval at 95 %: networks are drawn with replacement, so it tells what
 * another choice of networks would have given. Resamples in which a side does not vary count as no correlation.
 */
export function correlationOf(
  pairs: readonly Pair[],
  kind: (pairs: readonly Pair[]) => number | undefined,
  seed = 1,
): Measured {
  if (pairs.length < FEWEST_PAIRS)
    return {
      notMeasured: `${pairs.length} networks: a correlation needs at least ${FEWEST_PAIRS}`,
    };
  const value = kind(pairs);
  if (value === undefined) return { notMeasured: 'all networks have the same figure' };
  const generator = xoroshiro128plus(seed);
  const resamples = Array.from({ length: 2000 }, () => {
    const drawn = pairs.map(() => pairs[uniformInt(generator, 0, pairs.length - 1)] as Pair);
    return kind(drawn) ?? 0;
  }).sort((a, b) => a - b);
  const at = (part: number) => resamples[Math.round(part * (resamples.length - 1))] as number;
  return {
    value,
    interval: {
      low: Math.min(value, at(0.025)),
      high: Math.max(value, at(0.975)),
      confidence: 0.95,
    },
  };
}
