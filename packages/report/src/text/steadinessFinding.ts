import { isMeasured } from '@convbench/spec';
import { formatNumber } from '../format/number.js';
import { percent } from '../format/percent.js';
import { figureOf } from '../view/cells.js';
import type { Slice } from '../view/slices.js';
import type { Phrase } from './phrase.js';

/** p95 up to this many times the median counts as steady. */
const STEADY = 1.1;

/** Whose latency scatters, by the ratio of p95 to the median. */
export function steadinessFinding(slice: Slice): readonly Phrase[] {
  const tails = slice.cells
    .flatMap((cell) => {
      const median = figureOf(cell, 'latencyMedian');
      const p95 = figureOf(cell, 'latencyP95');
      if (!isMeasured(median) || !isMeasured(p95)) return [];
      return [{ network: cell.network, tail: p95.value / median.value }];
    })
    .sort((a, b) => b.tail - a.tail);
  const [worst] = tails;
  if (worst === undefined) return [];
  const loose = tails.filter(({ tail }) => tail > STEADY).length;
  const times = `${formatNumber(worst.tail, { digits: 3 })} times its median`;
  if (loose === 0) {
    const above = percent(worst.tail - 1, { digits: 2 });
    return [`Steady: no p95 is more than ${above} above its median.`];
  }
  const others = loose > 1 ? `${loose} of ${tails.length} scatter. ` : '';
  return [others, { network: worst.network }, ` scatters most: its p95 is ${times}.`];
}
