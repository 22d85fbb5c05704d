import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './verdict.js';

const between = (low: number, high: number) => ({ low, high, confidence: 0.95 });

describe('decide', () => {
  it('tells a difference that is both certain and large enough to matter', () => {
    expect(decide(1.052, between(1.03, 1.08), 0.001)).toEqual({
      verdict: 'slower',
      reason: '+5.2 % time (+3 % to +8 %)',
    });
    expect(decide(0.5, between(0.45, 0.55), 0.001)).toEqual({
      verdict: 'faster',
      reason: '−50 % time (−55 % to −45 %)',
    });
  });

  it('calls a difference that is certain and too small to matter a tie', () => {
    expect(decide(1.004, between(1.003, 1.005), 1e-9)).toEqual({
      verdict: 'tied',
      reason: 'they differ by less than 5 % (+0.3 % to +0.5 %)',
    });
  });

  it('does not call a wide interval a tie', () => {
    expect(decide(1.01, between(0.97, 1.08), 0.4)).toEqual({
      verdict: 'cannot-tell',
      reason: 'anything from −3 % to +8 % time is possible: more rounds narrow it',
    });
  });

  it('says when only the number of comparisons is in the way', () => {
    expect(decide(1.1, between(1.02, 1.19), 0.2)).toEqual({
      verdict: 'cannot-tell',
      reason:
        '+10 % time (+2 % to +19 %), but that may be chance among so many comparisons: more rounds narrow it',
    });
  });

  it('says when a difference beyond chance may be too small to matter', () => {
    const rule = { smallestDifference: 0.2 };
    expect(decide(1.1, between(1.08, 1.12), 0.001, rule)).toEqual({
      verdict: 'cannot-tell',
      reason:
        '+10 % time (+8 % to +12 %), which may or may not be more than 20 %: more rounds narrow it',
    });
  });

  it('has an answer without an interval', () => {
    expect(decide(1, undefined, 1).verdict).toBe('tied');
    expect(decide(2, undefined, 0.0286)).toEqual({ verdict: 'slower', reason: '+100 % time' });
    expect(decide(2, undefined, 0.1).verdict).toBe('cannot-tell');
  });

  it('follows the limits that it is given', () => {
    expect(decide(1.03, between(1.02, 1.04), 0.01, { smallestDifference: 0.04 }).verdict).toBe(
      'tied',
    );
    expect(decide(1.03, between(1.02, 1.04), 0.01, { alpha: 0.005 }).verdict).toBe('tied');
    expect(decide(1.001, between(0.99, 1.02), 0.5, { tiedWithin: 0.01 }).verdict).toBe(
      'cannot-tell',
    );
  });

  it('says the opposite of the reciprocal', () => {
    const opposite = {
      faster: 'slower',
      slower: 'faster',
      tied: 'tied',
      'cannot-tell': 'cannot-tell',
    } as const;
    const log = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    const halfWidth = fc.double({ min: 1e-4, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(log, halfWidth, fc.double({ min: 0, max: 1, noNaN: true }), (m, h, p) => {
        const one = decide(Math.exp(m), between(Math.exp(m - h), Math.exp(m + h)), p);
        const other = decide(Math.exp(-m), between(Math.exp(-m - h), Math.exp(-m + h)), p);
        expect(other.verdict).toBe(opposite[one.verdict]);
      }),
    );
  });
});
