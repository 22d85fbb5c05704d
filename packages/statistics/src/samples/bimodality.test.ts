import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws, type Draws } from '../../../../test/support/draws.js';
import { detectTwoLevels } from './bimodality.js';

const samplesOf = (seed: number, count: number, draw: (random: Draws, i: number) => number) => {
  const random = draws(seed);
  return Array.from({ length: count }, (_, i) => draw(random, i));
};

describe('detectTwoLevels', () => {
  it('finds two levels 10 % apart, mixed or one after the other, and says which', () => {
    for (const slowShare of [0.15, 0.5, 0.8]) {
      const level = (slow: boolean) => (slow ? 11 : 10);
      const mixed = samplesOf(
        1,
        400,
        ({ uniform, normal }) => level(uniform() < slowShare) * Math.exp(0.01 * normal()),
      );
      const stepped = samplesOf(
        2,
        400,
        ({ normal }, i) => level(i >= 400 * (1 - slowShare)) * Math.exp(0.01 * normal()),
      );
      for (const samples of [mixed, stepped]) {
        expect(detectTwoLevels(samples)).toEqual({
          fast: expect.closeTo(10, 1),
          slow: expect.closeTo(11, 1),
          slowShare: expect.closeTo(slowShare, 1),
        });
      }
    }
  });

  it('finds them beside outliers', () => {
    const samples = samplesOf(3, 400, ({ uniform, normal }, i) =>
      i % 60 === 0 ? 300 : (uniform() < 0.3 ? 12 : 10) * Math.exp(0.01 * normal()),
    );
    expect(detectTwoLevels(samples)).toMatchObject({ slow: expect.closeTo(12, 1) });
  });

  const single: Record<string, (random: Draws, i: number) => number> = {
    normal: ({ normal }) => 10 * (1 + 0.05 * normal()),
    uniform: ({ uniform }) => 8 + 4 * uniform(),
    exponential: ({ exponential }) => 10 + 2 * exponential(),
    'log-normal': ({ normal }) => 10 * Math.exp(0.5 * normal()),
    'heavy tails': ({ heavy }) => 10 * Math.exp(0.1 * heavy()),
    'a ramp': ({ normal }, i) => 10 + 0.02 * i + 0.1 * normal(),
    'few stalls': ({ uniform, normal }) => (uniform() < 0.05 ? 20 : 10) * Math.exp(0.02 * normal()),
    'whole milliseconds': ({ normal }) => Math.round(10 + 2 * normal()),
  };

  it.each(Object.keys(single))('finds one level where there is one: %s', (name) => {
    for (const count of [30, 100, 1000]) {
      const trials = Array.from({ length: 60 }, (_, seed) => samplesOf(seed, count, single[name]!));
      const wrong = trials.filter((samples) => detectTwoLevels(samples) !== undefined);
      expect(wrong.length, `${count} samples`).toBeLessThanOrEqual(1);
    }
  });

  it('knows nothing of levels that differ too little, few samples, equal ones', () => {
    const close = samplesOf(
      4,
      400,
      ({ uniform, normal }) => (uniform() < 0.5 ? 10.2 : 10) * Math.exp(0.0005 * normal()),
    );
    expect(detectTwoLevels(close)).toBe(undefined);
    expect(detectTwoLevels(close, 0.01)).toBeDefined();
    expect(detectTwoLevels([1, 1, 2, 2])).toBe(undefined);
    expect(detectTwoLevels(new Array<number>(50).fill(3))).toBe(undefined);
  });

  it('finds two constants, in any order and unit', () => {
    const draws = fc.array(fc.boolean(), { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(draws, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (which, unit) => {
        const slow = which.filter(Boolean).length;
        // A level has ten samples, beside two that may go as outliers.
        fc.pre(Math.min(slow, which.length - slow) >= 12);
        const levels = detectTwoLevels(which.map((isSlow) => unit * (isSlow ? 3 : 2)));
        expect(levels!.slow / levels!.fast).toBeCloseTo(1.5, 9);
        expect(levels!.fast / unit).toBeCloseTo(2, 9);
      }),
    );
  });
});
