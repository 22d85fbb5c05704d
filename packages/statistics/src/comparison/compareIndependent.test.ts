import { describe, expect, it } from 'vitest';
import { measured } from '../../../../test/support/comparedCells.js';
import { draws } from '../../../../test/support/draws.js';
import { compareIndependent } from './compareIndependent.js';
import type { CellRounds } from './comparison.js';

const cell = (id: string, medians: readonly number[]): CellRounds => ({
  id,
  rounds: medians.map((value) => ({ value })),
});

function compare(first: readonly number[], second: readonly number[]) {
  const { comparisons } = compareIndependent([[cell('before', first), cell('after', second)]]);
  return comparisons[0]!;
}

describe('compareIndependent', () => {
  it('is the t test of Welch on logarithms', () => {
    // scipy.stats.ttest_ind(np.log(x), np.log(y), equal_var=False), and .confidence_interval()
    const result = compare([115, 114, 115, 115], [78.8, 80, 79, 78.8, 79.5]);
    expect(result).toMatchObject({ method: 'welch-t', processes: [4, 5], verdict: 'slower' });
    expect(result.pValue! / 3.90488914765907e-12).toBeCloseTo(1, 6);
    const { value, interval } = measured(result.ratio);
    expect(value).toBeCloseTo(1.4485125580251128, 10);
    expect(interval!.low).toBeCloseTo(1.435972666421096, 8);
    expect(interval!.high).toBeCloseTo(1.4611619565056306, 8);
  });

  it('sees differences of constants, and no certainty in one sample (case S03)', () => {
    const changed = compare([115, 114, 115, 115], [78.8, 78.8, 78.8, 78.8, 78.8]);
    expect(changed.verdict).toBe('slower');
    expect(changed.rankPValue).toBeCloseTo(2 / 126, 12);
    const constants = compare([1, 1, 1, 1], [2, 2, 2, 2]);
    expect(constants).toMatchObject({ verdict: 'faster', method: 'rank', ratio: { value: 0.5 } });
    expect(constants.pValue).toBeCloseTo(2 / 70, 12);
    expect(compare([3], [4])).toMatchObject({ verdict: 'cannot-tell', method: 'none' });
    expect(JSON.stringify([changed, constants, compare([3], [4])])).not.toMatch(/NaN|null/);
  });

  it('keeps to 5 % of wrong verdicts, and detects 5 %', () => {
    const run = (seed: number, slowDown: number) => {
      const { normal } = draws(seed);
      const rounds = () => [0, 1, 2].map(() => Math.exp(0.007 * normal()));
      return compareIndependent(
        Array.from({ length: 4 }, (_, i) => [
          cell(`c${i}`, rounds()),
          cell(
            `c${i}`,
            rounds().map((value) => value * (i === 0 ? slowDown : 1)),
          ),
        ]),
      ).comparisons;
    };
    const seeds = Array.from({ length: 300 }, (_, seed) => seed);
    const wrong = seeds.filter((seed) =>
      run(seed, 1).some(({ verdict }) => verdict === 'faster' || verdict === 'slower'),
    );
    expect(wrong.length / 300).toBeLessThan(0.05 + 0.038);
    const found = seeds.filter((seed) => run(seed, 1.05)[0]!.verdict === 'faster');
    expect(found.length / 300).toBeGreaterThan(0.9);
  });

  it('says by how much all moved together, from three pairs on', () => {
    const pair = (slowDown: number) =>
      [cell('x', [10, 10.1, 10]), cell('x', [10 * slowDown, 10.1 * slowDown])] as const;
    expect(compareIndependent([pair(1.1), pair(1.12)]).commonShift).toEqual({
      notMeasured: 'it needs three pairs of cells',
    });
    const { commonShift } = compareIndependent([pair(1.1), pair(1.12), pair(1.4)]);
    expect(1 / measured(commonShift).value).toBeCloseTo(1.12, 2);
  });
});
