import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holm } from './holm.js';

it('agrees with R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")', () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]) as number[];
  [0.03, 0.06, 0.06, 0.02].forEach((value, i) => {
    expect(adjusted[i]).toBeCloseTo(value, 12);
  });
});

it('passes over what has no p-value', () => {
  expect(holm([undefined, 0.04])).toEqual([undefined, 0.04]);
  expect(holm([])).toEqual([]);
});

it('keeps the order, never lowers a value, and stays below Bonferroni', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (p) => {
      const adjusted = holm(p) as number[];
      p.forEach((value, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(value);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, value * p.length));
        p.forEach((other, j) => {
          if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
        });
      });
    }),
  );
});
