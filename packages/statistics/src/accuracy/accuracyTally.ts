import type { Accuracy, Measured } from '@convbench/spec';
import { notMeasured } from '../summary/notMeasured.js';
import { wilsonInterval } from './wilson.js';
import { top5Applies, type TopCounts } from './countTop1.js';

/** Adds up the counts of batches. */
export interface AccuracyTally {
  add(counts: TopCounts): void;
  /** Images with non-finite logits so far, for the warning. */
  readonly nonFinite: number;
  /** Accuracy with Wilson's intervals. Not measured if any logit was not finite: what is left would be a selection. */
  summarize(confidence?: number): Accuracy;
}

export function createAccuracyTally(classes: number): AccuracyTally {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let images = 0;
  let correct = 0;
  let top5Correct = 0;
  let nonFinite = 0;
  return {
    add(counts) {
      images += counts.images;
      correct += counts.correct;
      top5Correct += counts.top5Correct ?? 0;
      nonFinite += counts.nonFinite;
      for (const [truth, predicted] of counts.confusion) {
        const row = confusion[truth] as number[];
        row[predicted] = (row[predicted] as number) + 1;
      }
    },
    get nonFinite() {
      return nonFinite;
    },
    summarize(confidence = 0.95) {
      if (images === 0) return notMeasured('no test images were run');
      if (nonFinite > 0) {
        return notMeasured(`${nonFinite} of ${images} images had logits that are not finite`);
      }
      const proportion = (right: number): Measured => ({
        value: right / images,
        interval: wilsonInterval(right, images, confidence),
      });
      return {
        images,
        top1: proportion(correct),
        top5: top5Applies(classes)
          ? proportion(top5Correct)
          : notMeasured(`not applicable: ${classes} classes`),
        confusion: confusion.map((row) => [...row]),
      };
    },
  };
}
