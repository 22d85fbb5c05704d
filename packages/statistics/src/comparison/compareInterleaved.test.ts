import type { Measured } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, cellsOf, measured } from '../../../../test/support/comparedCells.js';
import { draws, type Draws } from '../../../../test/support/draws.js';
import { compareInterleaved } from './compareInterleaved.js';
import type { CellRounds } from './comparison.js';

function only(cells: readonly CellRounds[]) {
  const { comparisons } = compareInterleaved(cells);
  expect(comparisons).toHaveLength(1);
  return comparisons[0]!;
}

describe('two cells', () => {
  it("are compared by Student's t on the rounds' log ratios", () => {
    // scipy.stats.ttest_rel(np.log(a), np.log(b)), and .confidence_interval()
    const result = only([cell('a', 10.5, 10.7, 10.4), cell('b', 10, 10.1, 9.95)]);
    expect(result).toMatchObject({
      first: 'a',
      second: 'b',
      method: 'paired-t',
      processes: [3, 3],
    });
    expect(result.pValue).toBeCloseTo(0.006146115889201326, 8);
    expect(result.adjustedPValue).toBe(result.pValue);
    expect(result.rankPValue).toBeCloseTo(0.1, 12);
    const { value, interval } = measured(result.ratio);
    expect(value).toBeCloseTo(1.051527545554702, 10);
    expect(interval!.low).toBeCloseTo(1.033775113753926, 8);
    expect(interval!.high).toBeCloseTo(1.0695848297654929, 8);
    expect(result.verdict).toBe('slower');
  });

  it('use the rounds that both have', () => {
    const result = only([cell('a', 10.5, undefined, 10.4, 10.7), cell('b', 10, 7, 9.95, 10.1)]);
    expect(result.processes).toEqual([3, 3]);
    expect(result.pValue).toBeCloseTo(0.006146115889201326, 8);
  });

  it('are not told apart with one process each', () => {
    const rounds = (value: number): readonly Measured[] => [
      { value, interval: { low: 0.99 * value, high: 1.01 * value, confidence: 0.95 } },
    ];
    const result = only([
      { id: 'a', rounds: rounds(20) },
      { id: 'b', rounds: rounds(10) },
    ]);
    expect(result).toMatchObject({ verdict: 'cannot-tell', method: 'within-process' });
    expect(result.reason).toContain('measure with 3 rounds or more');
    const { value, interval } = measured(result.ratio);
    expect(value).toBeCloseTo(2, 12);
    expect(Math.log(interval!.high / 2)).toBeCloseTo(0.01 * Math.SQRT2, 6);
  });

  it('never take the scatter between processes for less than that within', () => {
    const rounds = (value: number, halfWidth: number): readonly Measured[] =>
      [0, 1, 2].map(() => ({
        value,
        interval: { low: value * (1 - halfWidth), high: value * (1 + halfWidth), confidence: 0.95 },
      }));
    const compare = (halfWidth: number) =>
      only([
        { id: 'a', rounds: rounds(10.4, halfWidth) },
        { id: 'b', rounds: rounds(10, halfWidth) },
      ]);
    expect(compare(0.001).verdict).toBe('slower');
    expect(compare(0.03).verdict).toBe('cannot-tell');
  });

  it('give no NaN for constants, single samples and nothing (case S03)', () => {
    const same = only([cell('a', 1, 1, 1, 1), cell('b', 1, 1, 1, 1)]);
    expect(same).toMatchObject({ verdict: 'tied', method: 'rank', ratio: { value: 1 }, pValue: 1 });
    const constants = only([cell('a', 1, 1, 1, 1), cell('b', 2, 2, 2, 2)]);
    expect(constants).toMatchObject({ verdict: 'faster', method: 'rank', ratio: { value: 0.5 } });
    expect(constants.pValue).toBeCloseTo(2 / 70, 12);
    expect(only([cell('a', 1, 1, 1), cell('b', 2, 2, 2)]).verdict).toBe('cannot-tell');
    expect(only([cell('a', 3), cell('b', 4)])).toMatchObject({
      verdict: 'cannot-tell',
      method: 'none',
      ratio: { value: 0.75 },
    });
    expect(only([cell('a'), cell('b', 4, 5)])).toEqual({
      first: 'a',
      second: 'b',
      processes: [0, 2],
      method: 'none',
      basis: 'medians',
      ratio: { notMeasured: 'a was not measured' },
      verdict: 'cannot-tell',
      reason: 'a was not measured',
    });
  });
});

describe('several cells', () => {
  it('lend their usual scatter to a pair, but not to one that is noisier', () => {
    const quiet = [1, 2, 3, 4].map((k) => {
      const shift = [0.002, -0.001, 0.001].map((s) => 1 + s * (k % 2 === 0 ? 1 : -1));
      return shift.map((s) => k * s);
    });
    const table = compareInterleaved(cellsOf([[10, 10.8, 9.3], [10.1, 9.4, 10.9], ...quiet]));
    const of = (first: string, second: string) =>
      table.comparisons.find((each) => each.first === first && each.second === second)!;
    expect(table.comparisons).toHaveLength(15);
    expect(of('c2', 'c3').method).toBe('moderated-t');
    expect(of('c0', 'c1')).toMatchObject({ method: 'welch-t', verdict: 'cannot-tell' });
    const floor = measured(table.noiseFloor).value;
    expect(floor).toBeGreaterThan(0.001);
    expect(floor).toBeLessThan(0.01);
  });

  it('compares the pairs that are asked for', () => {
    const cells = cellsOf([
      [1, 1.01, 1],
      [2, 2.01, 2.02],
      [3, 3.01, 3],
    ]);
    const { comparisons } = compareInterleaved(cells, { pairs: [[2, 0]] });
    expect(comparisons).toMatchObject([{ first: 'c2', second: 'c0', verdict: 'slower' }]);
    expect(() => compareInterleaved(cells, { pairs: [[0, 3]] })).toThrow(RangeError);
  });

  it('corrects for the number of comparisons', () => {
    const { comparisons } = compareInterleaved(
      cellsOf([
        [10, 10.1, 10.05],
        [10.4, 10.6, 10.4],
        [10.2, 10.1, 10.3],
      ]),
    );
    for (const { pValue, adjustedPValue } of comparisons)
      expect(adjustedPValue).toBeGreaterThanOrEqual(pValue!);
  });
});

describe('any comparison', () => {
  const table = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }))
    .chain(([cells, rounds]) =>
      fc.array(
        fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), {
          minLength: rounds,
          maxLength: rounds,
        }),
        { minLength: cells, maxLength: cells },
      ),
    );
  const first = (rows: readonly (readonly number[])[], pair: readonly [number, number]) =>
    compareInterleaved(cellsOf(rows), { pairs: [pair] }).comparisons[0]!;
  const opposite = {
    faster: 'slower',
    slower: 'faster',
    tied: 'tied',
    'cannot-tell': 'cannot-tell',
  };

  it('says the opposite when the sides are swapped', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const [one, other] = [first(rows, [0, 1]), first(rows, [1, 0])];
        expect(other.verdict).toBe(opposite[one.verdict]);
        expect(other.pValue).toBeCloseTo(one.pValue!, 9);
        const [a, b] = [measured(one.ratio), measured(other.ratio)];
        expect(a.value * b.value).toBeCloseTo(1, 9);
        if (a.interval) expect(a.interval.low * b.interval!.high).toBeCloseTo(1, 6);
      }),
    );
  });

  it('does not depend on the unit, nor on what a round does to all cells', () => {
    const unit = fc.double({ min: 0.01, max: 100, noNaN: true });
    const effects = fc.array(fc.double({ min: 0.8, max: 1.2, noNaN: true }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(table, unit, effects, (rows, scale, byRound) => {
        const scaled = rows.map((row) => row.map((value, r) => value * scale * byRound[r]!));
        const [one, other] = [first(rows, [0, 1]), first(scaled, [0, 1])];
        expect(measured(other.ratio).value).toBeCloseTo(measured(one.ratio).value, 8);
        // Medians of an even number of rounds or cells do not move along exactly; without scatter it is rounding that scatters.
        const ratios = rows[0]!.map((value, r) => Math.log(value / rows[1]![r]!));
        const scatters = Math.max(...ratios) - Math.min(...ratios) > 1e-6;
        if (rows.length === 2 && scatters) expect(other.pValue).toBeCloseTo(one.pValue!, 5);
      }),
    );
  });

  it('is monotone: slowing the first down never makes it look faster', () => {
    const slower = fc.double({ min: 1, max: 1.5, noNaN: true });
    const rank = { faster: 0, tied: 1, 'cannot-tell': 1, slower: 2 };
    fc.assert(
      fc.property(table, slower, (rows, factor) => {
        const slowed = rows.map((row, i) => (i === 0 ? row.map((value) => value * factor) : row));
        const [before, after] = [first(rows, [0, 1]), first(slowed, [0, 1])];
        expect(measured(after.ratio).value).toBeGreaterThanOrEqual(measured(before.ratio).value);
        expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict]);
      }),
    );
  });
});

/** Logarithm of what a machine makes of a cell's time, by cell and round. */
type Machine = (random: Draws, cells: number, rounds: number) => number[][];

const each =
  (noise: (random: Draws) => number): Machine =>
  (random, cells, rounds) =>
    Array.from({ length: cells }, () => Array.from({ length: rounds }, () => noise(random)));

const quiet = each((random) => 0.007 * random.normal());
const machines: Record<string, Machine> = {
  quiet,
  noisy: each((random) => 0.03 * random.normal()),
  'with heavy tails': each((random) => 0.02 * random.heavy()),
  'skewed to the slow side': each((random) => 0.02 * random.exponential()),
  'disturbed now and then': each(
    (random) =>
      0.007 * random.normal() + (random.uniform() < 0.07 ? 0.03 + 0.17 * random.uniform() : 0),
  ),
  'other in each round': (random, cells, rounds) => {
    const levels = Array.from({ length: rounds }, () => 0.02 * random.normal());
    return quiet(random, cells, rounds).map((row) => row.map((value, r) => value + levels[r]!));
  },
  'warming up throughout the run': (random, cells, rounds) => {
    const noise = quiet(random, cells, rounds);
    for (let round = 0; round < rounds; round += 1) {
      random.order(cells).forEach((cell, position) => {
        noise[cell]![round]! += (0.04 * (round * cells + position)) / (rounds * cells);
      });
    }
    return noise;
  },
  'less steady for some cells': (random, cells, rounds) =>
    Array.from({ length: cells }, () => {
      const deviation = 0.007 * Math.exp(0.7 * random.normal());
      return Array.from({ length: rounds }, () => deviation * random.normal());
    }),
};

function runOf(seed: number, machine: Machine, times: readonly number[], rounds = 3) {
  const noise = machine(draws(seed), times.length, rounds);
  return cellsOf(times.map((time, i) => noise[i]!.map((log) => time * Math.exp(log))));
}

/** Part of `trials` runs in which one of the first `pairs` comparisons has the verdict. */
function share(
  trials: number,
  run: (seed: number) => readonly CellRounds[],
  verdicts: readonly string[],
  pairs = Infinity,
): number {
  let hits = 0;
  for (let seed = 1; seed <= trials; seed += 1) {
    const { comparisons } = compareInterleaved(run(seed));
    if (comparisons.slice(0, pairs).some(({ verdict }) => verdicts.includes(verdict))) hits += 1;
  }
  return hits / trials;
}

describe('simulated machines, three rounds', () => {
  const different = ['faster', 'slower'];

  it.each(Object.keys(machines))(
    '%s: a cell and itself are called different in at most one run of twenty',
    (name) => {
      const machine = machines[name]!;
      const wrong = share(500, (seed) => runOf(seed, machine, [5, 5]), different);
      // Three standard deviations of 500 trials above 5 %.
      expect(wrong).toBeLessThan(0.05 + 0.029);
    },
  );

  it.each(Object.keys(machines))(
    '%s: of four equal cells some are called different in at most one run of twenty',
    (name) => {
      const machine = machines[name]!;
      const wrong = share(300, (seed) => runOf(seed, machine, [5, 5, 5, 5]), different);
      expect(wrong).toBeLessThan(0.05 + 0.038);
    },
  );

  it('detect 5 %, and mostly 3 %, where it is quiet', () => {
    const detected = (slowDown: number) =>
      share(300, (seed) => runOf(seed, quiet, [5 * slowDown, 5]), ['slower']);
    expect(detected(1.03)).toBeGreaterThan(0.6);
    expect(detected(1.05)).toBeGreaterThan(0.9);
    expect(detected(1.1)).toBeGreaterThan(0.98);
  });

  it('detect 5 % among four networks that are otherwise far apart', () => {
    const run = (seed: number) => runOf(seed, quiet, [5.25, 5, 9, 20]);
    expect(share(150, run, ['slower'], 1)).toBeGreaterThan(0.9);
  });

  it('find ties where there are', () => {
    const run = (seed: number) =>
      runOf(
        seed,
        each((random) => 0.003 * random.normal()),
        [5, 5],
      );
    expect(share(100, run, ['tied'])).toBeGreaterThan(0.8);
  });
});
