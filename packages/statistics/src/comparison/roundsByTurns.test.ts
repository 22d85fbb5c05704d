import { describe, expect, it } from 'vitest';
import { cellsOf, measured } from '../../../../test/support/comparedCells.js';
import { draws } from '../../../../test/support/draws.js';
import { looksOf } from '../sequential/looks.js';
import { isUndecided } from '../sequential/openCells.js';
import { compareInterleaved } from './compareInterleaved.js';
import type { CellRounds } from './comparison.js';

function only(cells: readonly CellRounds[]) {
  const { comparisons } = compareInterleaved(cells);
  expect(comparisons).toHaveLength(1);
  return comparisons[0]!;
}

describe('processes that took turns', () => {
  /** Rounds in which each turn is slowed down by its own factor, for both cells alike. */
  function turnsOf(seed: number, ms: number, disturb: (turn: number) => number): CellRounds {
    const { normal } = draws(seed);
    const turns = Array.from({ length: 5 }, (_, round) =>
      Array.from({ length: 6 }, (__, turn) => {
        const medianMs = ms * Math.exp(0.002 * normal()) * disturb(6 * round + turn);
        return { turn, medianMs, lowMs: ms * Math.exp(0.002 * normal()) };
      }),
    );
    const medians = turns.map((ofRound) =>
      ofRound.map(({ medianMs }) => medianMs).sort((a, b) => a - b),
    );
    return {
      id: `c${seed}`,
      rounds: medians.map((sorted) => ({ value: ((sorted[2] ?? 0) + (sorted[3] ?? 0)) / 2 })),
      turns,
    };
  }
  const wave = (turn: number) => 1 + 0.2 * Math.sin(turn);

  it('are compared turn by turn, so that what a turn does to both cancels out', () => {
    const cells = [turnsOf(1, 10.3, wave), turnsOf(2, 10, wave)];
    const byTurns = only(cells);
    expect(byTurns).toMatchObject({ verdict: 'slower', basis: 'medians' });
    expect(measured(byTurns.ratio).value).toBeCloseTo(1.03, 2);
  });

  it('are compared by what they do undisturbed where other programs take the processor', () => {
    // Twice as often beside the first cell.
    const heavy = turnsOf(1, 11, (turn) => (turn % 2 === 0 ? 1.5 : 1));
    const light = turnsOf(2, 10, (turn) => (turn % 4 === 0 ? 1.5 : 1));
    const result = only([{ ...heavy, isDisturbed: true }, light]);
    expect(result).toMatchObject({ verdict: 'slower', basis: 'undisturbed' });
    expect(result.reason).toMatch(/on an undisturbed machine$/);
    expect(measured(result.ratio).value).toBeCloseTo(1.1, 2);
    // Without turns nothing is known of it.
    const old = { id: heavy.id, rounds: heavy.rounds, isDisturbed: true };
    expect(only([old, light]).basis).toBe('medians');
  });
});

describe('rounds that were added while an order was open', () => {
  const range = { least: 5, most: 30 };
  /** Two cells of which the first is slower by `logRatio`, in as many rounds as their order is open. */
  function sequential(seed: number, logRatio: number, scatter = 0.008) {
    const { normal } = draws(seed);
    const [a, b]: number[][] = [[], []];
    for (const { rounds } of looksOf(range)) {
      while (a!.length < rounds) {
        a!.push(10 * Math.exp(logRatio + scatter * normal()));
        b!.push(10 * Math.exp(scatter * normal()));
      }
      const [result] = compareInterleaved(cellsOf([a!, b!]), { range }).comparisons;
      if (!isUndecided(result!, 0.02) || rounds === range.most) return result!;
    }
    throw new Error('There is a last look.');
  }
  const shareOf = (logRatio: number, trials: number, verdicts: readonly string[]) =>
    Array.from({ length: trials }, (_, seed) => sequential(seed, logRatio)).filter(({ verdict }) =>
      verdicts.includes(verdict),
    ).length / trials;

  it('are called different by chance in at most one of twenty', () => {
    expect(shareOf(0, 400, ['faster', 'slower'])).toBeLessThan(0.05 + 0.033);
  });

  it('find 2 % mostly and 3 % nearly always, where processes scatter by 0.8 %', () => {
    expect(shareOf(Math.log(1.02), 100, ['slower'])).toBeGreaterThan(0.7);
    expect(shareOf(Math.log(1.03), 100, ['slower'])).toBeGreaterThan(0.9);
  });

  it('need a smaller p-value than as many that were asked for', () => {
    const cells = cellsOf([
      [10.5, 10.7, 10.4, 10.6, 10.5],
      [10, 10.1, 9.95, 10, 10.1],
    ]);
    const asked = compareInterleaved(cells).comparisons[0]!;
    const open = compareInterleaved(cells, { range }).comparisons[0]!;
    expect(open.pValue! / asked.pValue!).toBeCloseTo(1 / 0.4, 6);
    const [narrow, wide] = [measured(asked.ratio).interval!, measured(open.ratio).interval!];
    expect(wide.high).toBeGreaterThan(narrow.high);
    expect(wide.confidence).toBe(0.95);
  });
});
