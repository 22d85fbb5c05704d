import type { Measured } from '@convbench/spec';
import { incompleteBeta } from '../distributions/incompleteBeta.js';
import { normalQuantile } from '../distributions/normal.js';
import { notMeasured } from '../summary/notMeasured.js';

export interface PairedCounts {
  readonly images: number;
  /** Images that only the one network had right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/** Counts of two networks' answers to the same images, in the same order: true, or 1, where right. */
export function countPaired(
  first: ArrayLike<boolean | number>,
  second: ArrayLike<boolean | number>,
): PairedCounts {
  if (first.length !== second.length) {
    throw new RangeError(`countPaired: ${first.length} answers against ${second.length}.`);
  }
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < first.length; i += 1) {
    const [one, other] = [Boolean(first[i]), Boolean(second[i])];
    if (one && !other) onlyFirst += 1;
    if (other && !one) onlySecond += 1;
  }
  return { images: first.length, onlyFirst, onlySecond };
}

export interface PairedAccuracy extends PairedCounts {
  /**
   * Accuracy of the first less that of the second, with the interval of Bonett and Price (2012): an adjusted Wald
   * interval for paired proportions, which is sound also where the two never or always differ.
   */
  readonly difference: Measured;
  /** McNemar's test with the mid-p value, which errs about as often as it says; the exact test errs less often. */
  readonly pValue: number;
  readonly exactPValue: number;
}

/**
 * McNemar's test (1947) of two networks on the same images. Only images that exactly one of them had right tell; if
 * both were equally good, each such image would be a fair coin (Fagerland, Lydersen and Laake, 2013, for the mid-p).
 *
 * @throws RangeError for counts that are negative or more than the images.
 */
export function mcnemar(counts: PairedCounts, confidence = 0.95): PairedAccuracy {
  const { images, onlyFirst, onlySecond } = counts;
  const discordant = onlyFirst + onlySecond;
  if (!(onlyFirst >= 0 && onlySecond >= 0 && discordant <= images)) {
    throw new RangeError(`mcnemar: ${onlyFirst} and ${onlySecond} of ${images} images.`);
  }
  const fewer = Math.min(onlyFirst, onlySecond);
  const atMost = coinAtMost(fewer, discordant);
  const exactly = atMost - coinAtMost(fewer - 1, discordant);
  const exactPValue = Math.min(1, 2 * atMost);
  return {
    ...counts,
    difference: differenceOf(counts, confidence),
    pValue: onlyFirst === onlySecond ? 1 : 2 * atMost - exactly,
    exactPValue,
  };
}

/** Probability of at most k heads in n throws. */
function coinAtMost(k: number, n: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(0.5, n - k, k + 1);
}

function differenceOf(counts: PairedCounts, confidence: number): Measured {
  const { images, onlyFirst, onlySecond } = counts;
  if (images === 0) return notMeasured('no test images were run');
  const first = (onlyFirst + 1) / (images + 2);
  const second = (onlySecond + 1) / (images + 2);
  const centre = first - second;
  const halfWidth =
    normalQuantile(0.5 + confidence / 2) *
    Math.sqrt((first + second - centre * centre) / (images + 2));
  return {
    value: (onlyFirst - onlySecond) / images,
    interval: {
      low: Math.max(-1, centre - halfWidth),
      high: Math.min(1, centre + halfWidth),
      confidence,
    },
  };
}
