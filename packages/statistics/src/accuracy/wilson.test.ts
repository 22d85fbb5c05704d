import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../distributions/normal.js';
import { wilsonInterval } from './wilson.js';

describe('wilsonInterval', () => {
  it('gives the textbook values', () => {
    // 81 of 263, Newcombe (1998), table I, method 3.
    const { low, high } = wilsonInterval(81, 263, 0.95);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
    // 0 of 10: high is z^2 / (n + z^2).
    expect(wilsonInterval(0, 10)).toEqual({
      low: 0,
      high: expect.closeTo(0.277533, 6),
      confidence: 0.95,
    });
    expect(wilsonInterval(10, 10).high).toBe(1);
  });

  it('ends where the score test just rejects', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 20_000 })
          .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials))),
        fc.double({ noNaN: true, min: 0.5, max: 0.999 }),
        ([successes, trials], confidence) => {
          const { low, high } = wilsonInterval(successes, trials, confidence);
          const proportion = successes / trials;
          const z = normalQuantile(0.5 + confidence / 2);
          for (const end of [low, high]) {
            if (end === 0 || end === 1) continue;
            const score = Math.abs(proportion - end) / Math.sqrt((end * (1 - end)) / trials);
            expect(score).toBeCloseTo(z, 5);
          }
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(proportion);
          expect(high).toBeGreaterThanOrEqual(proportion);
          expect(high).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('refuses impossible counts', () => {
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
    expect(() => wilsonInterval(1, 2, 1)).toThrow(RangeError);
  });
});
