import { argmax } from './argmax.js';

/** How many of a batch's images were classified rightly. */
export interface TopCounts {
  readonly images: number;
  /** Images whose largest logit was the label's; the first of several equal ones counts as the largest. */
  readonly correct: number;
  /** Images whose label was among the five largest logits; null below six classes, where that says nothing. */
  readonly top5Correct: number | null;
  /** Images with a logit that is NaN or infinite: neither right nor wrong, and in no other count. */
  readonly nonFinite: number;
  /** True and predicted class of each image with finite logits, in the order of the images. */
  readonly confusion: readonly (readonly [truth: number, predicted: number])[];
}

const TOP = 5;

/** Whether top-5 accuracy says anything: with five classes or fewer everything is right. */
export function top5Applies(classes: number): boolean {
  return classes > TOP;
}

/**
 * Counts right answers in logits [batch, classes], row-major; only the first `valid` rows are images, the rest pads
 * the batch. A row with a non-finite logit has no largest element: a plain search would report class 0 for it.
 *
 * @throws RangeError for arrays that are too short or a label that is no class.
 */
export function countTop1(
  logits: ArrayLike<number>,
  classes: number,
  labels: ArrayLike<number>,
  valid: number,
): TopCounts {
  if (logits.length < valid * classes || labels.length < valid) {
    throw new RangeError(
      `countTop1: ${valid} images of ${classes} classes need ${valid * classes} logits and ${valid} labels, ` +
        `got ${logits.length} and ${labels.length}.`,
    );
  }
  let correct = 0;
  let top5Correct = 0;
  let nonFinite = 0;
  const confusion: [number, number][] = [];
  for (let image = 0; image < valid; image += 1) {
    const label = labels[image] as number;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `countTop1: label ${label} of image ${image} is no class of ${classes}.`,
      );
    }
    const offset = image * classes;
    const predicted = argmax(logits, offset, classes);
    if (predicted === undefined) {
      nonFinite += 1;
      continue;
    }
    confusion.push([label, predicted]);
    if (predicted === label) correct += 1;
    if (rank(logits, offset, classes, label) < TOP) top5Correct += 1;
  }
  return {
    images: valid,
    correct,
    top5Correct: top5Applies(classes) ? top5Correct : null,
    nonFinite,
    confusion,
  };
}

/** How many classes come before `label` in descending order; of equal logits the lower class comes first. */
function rank(logits: ArrayLike<number>, offset: number, classes: number, label: number): number {
  const own = logits[offset + label] as number;
  let before = 0;
  for (let c = 0; c < classes; c += 1) {
    const value = logits[offset + c] as number;
    if (value > own || (value === own && c < label)) before += 1;
  }
  return before;
}
