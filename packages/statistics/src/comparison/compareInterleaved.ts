import type { Measured } from '@convbench/spec';
import { studentHalfWidth } from '../distributions/studentT.js';
import { mannWhitney } from '../ranks/mannWhitney.js';
import { notMeasured } from '../summary/notMeasured.js';
import {
  atLeast,
  findWithoutScatter,
  judge,
  logsOf,
  mean,
  studentFigures,
  withinOf,
  type CellRounds,
  type CompareOptions,
  type Comparison,
  type Finding,
} from './comparison.js';
import { pooledScatter, present, scatterOf, scatterOfCells, type Scatter } from './noise.js';
import { standardError } from './standardError.js';

export interface ComparisonTable {
  readonly comparisons: readonly Comparison[];
  /**
   * Relative difference that two measurements of one and the same cell would stay under 19 times of 20, by the usual
   * scatter between the processes of this run.
   */
  readonly noiseFloor: Measured;
}

/**
 * Compares cells of one run, whose rounds were interleaved in random order: every pair, or those given by index.
 * `cells` may hold more cells than are compared: all tell of the noise.
 *
 * A process is one observation, whatever the number of its samples. Of each round the ratio of the medians is taken,
 * so that what a round does to all cells cancels out; logarithms make "twice" and "half" alike. A permutation of
 * three rounds has no p-value under 0.25, a rank test of three against three none under 0.1, so the test is Student's t,
 * which is valid for any number of rounds if log ratios scatter about normally and errs less often than it says if
 * they have outliers. With three cells or more the scatter is that of cells less the rounds' common effect, helped by
 * the other cells (`standardError`); with two cells it is that of their log ratios alone.
 */
export function compareInterleaved(
  cells: readonly CellRounds[],
  options: CompareOptions & { readonly pairs?: readonly (readonly [number, number])[] } = {},
): ComparisonTable {
  const { confidence = 0.95, pairs = allPairs(cells.length) } = options;
  const scatters = scatterOfCells(cells.map(logsOf)).map((scatter, i) =>
    scatter === undefined ? undefined : atLeast(scatter, withinOf(cells[i] as CellRounds)),
  );
  const findings = pairs.map(([i, j]) => find(cells, scatters, i, j, confidence));
  return {
    comparisons: judge(findings, options),
    noiseFloor: noiseFloorOf(cells, scatters, confidence),
  };
}

function find(
  cells: readonly CellRounds[],
  scatters: readonly (Scatter | undefined)[],
  i: number,
  j: number,
  confidence: number,
): Finding {
  const [first, second] = [cells[i], cells[j]];
  if (first === undefined || second === undefined) {
    throw new RangeError(`compareInterleaved: there are no cells ${i} and ${j}.`);
  }
  const [a, b] = [logsOf(first), logsOf(second)];
  const both = a.flatMap((log, round) => {
    const other = b[round];
    return log === undefined || other === undefined ? [] : [[log, other] as const];
  });
  const [scatterA, scatterB] = [scatters[i], scatters[j]];
  const rounds = both.length;
  if (rounds < 2 || scatterA === undefined || scatterB === undefined) {
    return findWithoutScatter(first, second, confidence);
  }
  const differences = both.map(([log, other]) => log - other);
  const logRatio = mean(differences);
  const others = scatters.filter((scatter, k) => scatter !== undefined && k !== i && k !== j);
  const paired = others.length === 0;
  const within = withinOf(first) + withinOf(second);
  const error = paired
    ? {
        value: Math.sqrt(atLeast(scatterOf(differences), within).variance / rounds),
        degreesOfFreedom: rounds - 1,
        borrowed: false,
      }
    : standardError(
        { scatter: scatterA, rounds },
        { scatter: scatterB, rounds },
        pooledScatter(others as Scatter[]),
      );
  const common = {
    first: first.id,
    second: second.id,
    processes: [rounds, rounds] as const,
    rankPValue: mannWhitney(
      both.map(([log]) => log),
      both.map(([, other]) => other),
    ),
  };
  if (error.value === 0) {
    const ratio = { value: Math.exp(logRatio) };
    return { ...common, method: 'rank', ratio, pValue: common.rankPValue };
  }
  return {
    ...common,
    method: paired ? 'paired-t' : error.borrowed ? 'moderated-t' : 'welch-t',
    ...studentFigures(logRatio, error.value, error.degreesOfFreedom, confidence),
  };
}

function noiseFloorOf(
  cells: readonly CellRounds[],
  scatters: readonly (Scatter | undefined)[],
  confidence: number,
): Measured {
  const usual = pooledScatter(scatters.filter((scatter) => scatter !== undefined));
  if (usual === undefined) return notMeasured('it needs two rounds of a cell');
  if (usual.variance === 0) return notMeasured('the clock does not resolve what rounds differ by');
  const rounds = Math.max(...cells.map((cell) => present(logsOf(cell)).length));
  const standardErrorOfPair = Math.sqrt((2 * usual.variance) / rounds);
  return {
    value: Math.expm1(studentHalfWidth(confidence, usual.degreesOfFreedom) * standardErrorOfPair),
  };
}

function allPairs(count: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: count - i - 1 }, (_, k) => [i, i + 1 + k] as const),
  );
}
