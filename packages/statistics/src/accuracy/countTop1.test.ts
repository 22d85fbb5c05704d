import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTop1 } from './countTop1.js';

describe('countTop1', () => {
  it('counts right answers and what was taken for what', () => {
    const logits = [0.1, 3, -1, 2, 1, 0, 0, 0, 5];
    expect(countTop1(Float32Array.from(logits), 3, Int32Array.of(1, 0, 1), 3)).toEqual({
      images: 3,
      correct: 2,
      top5Correct: null,
      nonFinite: 0,
      confusion: [
        [1, 1],
        [0, 0],
        [1, 2],
      ],
    });
  });

  it('looks only at the valid rows of a padded batch', () => {
    const padded = Float32Array.of(1, 0, NaN, NaN);
    expect(countTop1(padded, 2, [0], 1)).toMatchObject({ images: 1, correct: 1, nonFinite: 0 });
  });

  it('reports rows that are not finite instead of class 0 (case S07)', () => {
    const row = (...head: number[]): number[] => [...head, ...new Array<number>(7).fill(0)];
    for (const logits of [
      new Array<number>(10).fill(NaN),
      row(NaN, 1, 2),
      row(1, NaN, 0),
      row(Infinity, 0, 0),
      row(0, 0, -Infinity),
    ]) {
      expect(countTop1(logits, 10, [0], 1)).toEqual({
        images: 1,
        correct: 0,
        top5Correct: 0,
        nonFinite: 1,
        confusion: [],
      });
    }
  });

  it('counts top-5 from six classes on, by the place of the label in a stable descending order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 12 }),
        fc.nat(),
        (logits, pick) => {
          const label = pick % logits.length;
          const order = logits.map((_, c) => c).sort((a, b) => logits[b]! - logits[a]! || a - b);
          const counts = countTop1(logits, logits.length, [label], 1);
          expect(counts.correct).toBe(order[0] === label ? 1 : 0);
          expect(counts.top5Correct).toBe(order.indexOf(label) < 5 ? 1 : 0);
          expect(counts.confusion).toEqual([[label, order[0]]]);
        },
      ),
    );
  });

  it('refuses labels that are no class and arrays that are too short', () => {
    expect(() => countTop1([0, 1], 2, [2], 1)).toThrow('label 2 of image 0');
    expect(() => countTop1([0, 1], 2, [1, 1], 2)).toThrow('need 4 logits');
  });
});
