import { accuracySchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson.js';
import { createAccuracyTally } from './accuracyTally.js';
import { countTop1 } from './countTop1.js';

const oneHot = (classes: number, predicted: readonly number[]): number[] =>
  predicted.flatMap((p) => Array.from({ length: classes }, (_, c) => (c === p ? 1 : 0)));

describe('createAccuracyTally', () => {
  it('adds batches up to accuracies with intervals, in the form of a record', () => {
    const tally = createAccuracyTally(6);
    tally.add(countTop1(oneHot(6, [0, 1, 5]), 6, [0, 2, 5], 3));
    tally.add(countTop1(oneHot(6, [1]), 6, [1], 1));
    const accuracy = tally.summarize();
    expect(accuracy).toEqual({
      images: 4,
      top1: { value: 0.75, interval: wilsonInterval(3, 4) },
      top5: { value: 1, interval: wilsonInterval(4, 4) },
      confusion: [
        [1, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1],
      ],
    });
    expect(accuracySchema.parse(accuracy)).toEqual(accuracy);
  });

  it('has no top-5 below six classes (case D19)', () => {
    const tally = createAccuracyTally(3);
    tally.add(countTop1(oneHot(3, [0, 1, 2, 2]), 3, [0, 1, 2, 1], 4));
    expect(tally.summarize()).toMatchObject({
      top1: { value: 0.75 },
      top5: { notMeasured: 'not applicable: 3 classes' },
    });
  });

  it('prints no accuracy beside logits that are not finite (case S07)', () => {
    const tally = createAccuracyTally(2);
    tally.add(countTop1([NaN, 0, 1, 0], 2, [0, 0], 2));
    expect(tally.nonFinite).toBe(1);
    expect(tally.summarize()).toEqual({
      notMeasured: '1 of 2 images had logits that are not finite',
    });
  });

  it('prints no accuracy of no images', () => {
    expect(createAccuracyTally(2).summarize()).toEqual({
      notMeasured: 'no test images were run',
    });
  });
});
