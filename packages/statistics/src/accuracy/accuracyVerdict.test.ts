import { isMeasured } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAccuracy } from './accuracyVerdict.js';
import { mcnemar } from './mcnemar.js';

const difference = (value: number, low: number, high: number) => ({
  value,
  interval: { low, high, confidence: 0.95 },
});
const judge = (images: number, onlyFirst: number, onlySecond: number) => {
  const { difference: measured, pValue } = mcnemar({ images, onlyFirst, onlySecond });
  return decideAccuracy(measured, pValue);
};

describe('decideAccuracy', () => {
  it('tells a difference beyond chance', () => {
    expect(judge(10_000, 121, 59)).toEqual({
      verdict: 'better',
      reason: '+0.62 points (+0.36 to +0.88 points)',
    });
    expect(judge(100, 5, 30).verdict).toBe('worse');
  });

  it('does not call a tie what few images cannot tell', () => {
    expect(judge(200, 5, 7)).toEqual({
      verdict: 'cannot-tell',
      reason: 'anything from −4.62 to +2.64 points is possible: more test images narrow it',
    });
    // Even the same answers to 100 images leave room for two points.
    expect(judge(100, 0, 0).verdict).toBe('cannot-tell');
  });

  it('calls a tie what differs by less than a point whatever is true', () => {
    expect(judge(10_000, 60, 55)).toEqual({
      verdict: 'tied',
      reason: 'they differ by less than 1 point (−0.16 to +0.26 points)',
    });
    expect(decideAccuracy(difference(0, -0.004, 0.004), 0.9, { tiedWithin: 0.003 }).verdict).toBe(
      'cannot-tell',
    );
  });

  it('says when only the number of comparisons is in the way', () => {
    const { verdict, reason } = decideAccuracy(difference(0.05, 0.01, 0.09), 0.09);
    expect(verdict).toBe('cannot-tell');
    expect(reason).toMatch(/^\+5\.00 points .* chance among so many comparisons/);
  });

  it('passes on why there is no difference', () => {
    expect(decideAccuracy({ notMeasured: 'no round looked at it' }, 1)).toEqual({
      verdict: 'cannot-tell',
      reason: 'no round looked at it',
    });
  });

  it('is tied only where the whole interval lies within the margin, and turns over with the sides', () => {
    const opposite = {
      better: 'worse',
      worse: 'better',
      tied: 'tied',
      'cannot-tell': 'cannot-tell',
    };
    const count = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 600, max: 60_000 }), (one, other, images) => {
        const { verdict } = judge(images, one, other);
        expect(judge(images, other, one).verdict).toBe(opposite[verdict]);
        if (verdict !== 'tied') return;
        const { difference: measured } = mcnemar({ images, onlyFirst: one, onlySecond: other });
        if (!isMeasured(measured)) throw new Error(measured.notMeasured);
        expect(measured.interval!.low).toBeGreaterThanOrEqual(-0.01);
        expect(measured.interval!.high).toBeLessThanOrEqual(0.01);
      }),
    );
  });
});
