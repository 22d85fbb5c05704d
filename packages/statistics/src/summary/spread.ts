import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { notMeasured } from './notMeasured.js';

/** Half the width of a figure's interval over the figure itself: 0.02 reads as "plus or minus 2 %". */
export function relativeHalfWidth(figure: Measured): Measured {
  if (!isMeasured(figure)) return figure;
  const { value, interval } = figure;
  if (interval === undefined) {
    return notMeasured('the figure has no interval: too few samples, or all equal');
  }
  if (value === 0) return notMeasured('the figure is 0: nothing is relative to it');
  return { value: (interval.high - interval.low) / 2 / Math.abs(value) };
}
