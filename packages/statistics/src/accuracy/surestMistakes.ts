import { argmax } from './argmax.js';

/** An image that was given a wrong class. */
export interface WrongImage {
  /** Its number in the split. */
  readonly image: number;
  readonly label: number;
  readonly predicted: number;
  /** Softmax of the class that it got. */
  readonly probability: number;
}

export interface MistakeTally {
  /** Logits [batch, classes] of the images from `firstImage` on; only the first `valid` rows are images. */
  add(
    logits: ArrayLike<number>,
    labels: ArrayLike<number>,
    valid: number,
    firstImage: number,
  ): void;
  /**
   * Of the pairs of true and predicted class that were mixed up most often, at most `limit` and the most frequent
   * first, the image of which the network was surest. Pairs that are as frequent stand in the order of their classes.
   */
  surest(limit: number): WrongImage[];
}

/** Keeps one image for each pair of classes that was mixed up; images with a logit that is not finite have no class. */
export function createMistakeTally(classes: number): MistakeTally {
  const pairs = new Map<number, { images: number; surest: WrongImage }>();
  return {
    add(logits, labels, valid, firstImage) {
      for (let row = 0; row < valid; row += 1) {
        const label = labels[row] as number;
        const predicted = argmax(logits, row * classes, classes);
        if (predicted === undefined || predicted === label) continue;
        const probability = softmaxOf(predicted, logits, row * classes, classes);
        const wrong = { image: firstImage + row, label, predicted, probability };
        const pair = pairs.get(label * classes + predicted);
        if (pair === undefined) {
          pairs.set(label * classes + predicted, { images: 1, surest: wrong });
          continue;
        }
        pair.images += 1;
        if (wrong.probability > pair.surest.probability) pair.surest = wrong;
      }
    },
    surest: (limit) =>
      [...pairs.values()]
        .sort(
          (a, b) =>
            b.images - a.images ||
            a.surest.label - b.surest.label ||
            a.surest.predicted - b.surest.predicted,
        )
        .slice(0, limit)
        .map(({ surest }) => surest),
  };
}

/** Softmax of a row's largest logit, which keeps the exponentials from overflowing. */
function softmaxOf(
  largest: number,
  logits: ArrayLike<number>,
  offset: number,
  classes: number,
): number {
  const top = logits[offset + largest] as number;
  let sum = 0;
  for (let c = 0; c < classes; c += 1) sum += Math.exp((logits[offset + c] as number) - top);
  return 1 / sum;
}
