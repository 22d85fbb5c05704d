import type { Interval, Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { notMeasured } from './notMeasured.js';

/**
 * Floating-point operations per second that a network gets out of the machine: twice the multiply-accumulates of one
 * image, times images per second. Only what `macs` counts is in it, so it is a lower bound of what is computed.
 */
export function achievedFlops(macs: number, imagesPerSecond: Measured): Measured {
  return scaled(imagesPerSecond, 2 * macs);
}

/**
 * `achieved` as a part of the peak that the same engine reached on the same machine. Above 1 is possible: algorithms
 * such as Winograd's compute a convolution with fewer operations than are counted.
 */
export function shareOfPeak(achieved: Measured, peakPerSecond: Measured): Measured {
  if (!isMeasured(peakPerSecond)) return peakPerSecond;
  if (!(peakPerSecond.value > 0)) return notMeasured('the peak is not positive');
  return scaled(achieved, 1 / peakPerSecond.value);
}

function scaled(figure: Measured, factor: number): Measured {
  if (!isMeasured(figure)) return figure;
  const { value, interval } = figure;
  return interval === undefined
    ? { value: value * factor }
    : { value: value * factor, interval: scaledInterval(interval, factor) };
}

function scaledInterval({ low, high, confidence }: Interval, factor: number): Interval {
  return { low: low * factor, high: high * factor, confidence };
}
