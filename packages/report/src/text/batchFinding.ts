import { formatNumber } from '../format/number.js';
import type { BatchSeries } from '../view/batchSeries.js';
import type { Phrase } from './phrase.js';

/** Gains below this part of the throughput count as none. */
const GAIN = 0.1;

/** Who gains most from a larger batch, and how many hardly gain. */
export function batchFinding(series: readonly BatchSeries[]): readonly Phrase[] {
  const gains = series
    .map(({ network, points }) => {
      const [first] = points;
      const best = points.reduce((high, { rate }) => Math.max(high, rate.value), 0);
      return { network, first: first?.batch ?? 1, times: best / (first?.rate.value ?? best) };
    })
    .sort((a, b) => b.times - a.times);
  const [most] = gains;
  if (most === undefined) return [];
  const flat = gains.filter(({ times }) => times < 1 + GAIN).length;
  const rest = flat === 0 ? '' : ` ${flat} of ${gains.length} gain less than 10\u00a0%.`;
  if (flat === gains.length) return ['No network gains 10\u00a0% from a larger batch.'];
  return [
    { network: most.network },
    ` gains most: ${formatNumber(most.times, { digits: 2 })} times the images per second of batch ${most.first}.${rest}`,
  ];
}
