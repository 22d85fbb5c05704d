import { expect, it } from 'vitest';
import { createMistakeTally } from './surestMistakes.js';

it('keeps the surest image of the pairs that are mixed up most often', () => {
  const tally = createMistakeTally(3);
  // Right; 0 for 1, unsure; 0 for 1, surer; 2 for 0; padding that would be wrong.
  tally.add([5, 0, 0, 0, 1, 0, 0, 3, 0, 2, 0, 0, 0, 9, 0], [0, 0, 0, 2, 0], 4, 100);
  // 0 for 1, less sure; 2 for 0, surer.
  tally.add([0, 2, 0, 4, 0, 0], [0, 2], 2, 104);
  const softmax = (top: number) => Math.exp(top) / (Math.exp(top) + 2);
  expect(tally.surest(6)).toEqual([
    { image: 102, label: 0, predicted: 1, probability: expect.closeTo(softmax(3), 12) },
    { image: 105, label: 2, predicted: 0, probability: expect.closeTo(softmax(4), 12) },
  ]);
  expect(tally.surest(1)).toHaveLength(1);
});

it('is empty without mistakes, and passes over logits that are not finite', () => {
  const tally = createMistakeTally(2);
  tally.add([1, 0, NaN, 7, Infinity, 0], [0, 0, 1], 3, 0);
  expect(tally.surest(6)).toEqual([]);
});

it('holds with logits whose exponentials overflow', () => {
  const tally = createMistakeTally(2);
  tally.add([0, 5000], [0], 1, 0);
  expect(tally.surest(1)).toEqual([{ image: 0, label: 0, predicted: 1, probability: 1 }]);
});
