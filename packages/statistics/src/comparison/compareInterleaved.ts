import type { Measured, RoundRange } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
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
  type ComparisonBasis,
  type Finding,
} from './comparison.js';
import {
  pooledScatter,
  present,
  scatterOf,
  scatterOfCells,
  type LogRounds,
  type Scatter,
} from './noise.js';
import { isSequential, levelOf, looksOf } from '../sequential/looks.js';
import { standardError } from './standardError.js';
import { turnCorrections } from './turnEffects.js';

export interface ComparisonTable {
  readonly comparisons: readonly Comparison[];
  /**
   * Relative difference that two measurements of one and the same cell would stay under 19 times of 20, by the usual
   * scatter between the processes of this run.
   */
  readonly noiseFloor: Measured;
}

/**
 * Compares cells of one run, whose rounds were interleaved: every pair, or those given by index. `cells` may hold more
 * cells than are compared: all tell of the noise.
 *
 * A process is one observation, whatever the number of its samples. Of each round the ratio of the medians is taken,
 * turn by turn where processes took turns, so that what a turn or a round does to all cells cancels out; logarithms make
 * "twice" and "half" alike. A permutation of three rounds has no p-value under 0.25, a rank test of three against three
 * none under 0.1, so the test is Student's t, which is valid for any number of rounds if log ratios scatter about normally
 * and errs less often than it says if they have outliers. With three cells or more the scatter is that of cells less the
 * rounds' common effect, helped by the other cells (`standardError`); with two cells it is that of their log ratios alone.
 *
 * Pairs that other programs disturbed are compared by low quantiles (`ComparisonBasis`). Where the number of rounds
 * depends on what was measured (`range`), p-values hold for all looks together, and intervals for where rounds end.
 */
export function compareInterleaved(
  cells: readonly CellRounds[],
  options: CompareOptions & { readonly pairs?: readonly (readonly [number, number])[] } = {},
): ComparisonTable {
  const { confidence = 0.95, pairs = allPairs(cells.length) } = options;
  const all = Math.max(0, ...cells.map(({ rounds }) => rounds.length));
  const { range = { least: all, most: all } } = options;
  const level = levelOf(confidence, range);
  const tableOf = tablesOf(cells);
  const findings = pairs.map(([i, j]): Finding => {
    const [first, second] = [cells[i], cells[j]];
    if (first === undefined || second === undefined)
      throw new RangeError(`compareInterleaved: there are no cells ${i} and ${j}.`);
    const basis = basisOf(first, second);
    const found = find(tableOf(basis, all), i, j, level);
    const { ratio } = found;
    if (found.pValue === undefined) return found;
    const pValue = pValueOfLooks(
      range,
      sharedRounds(first, second),
      (rounds) => find(tableOf(basis, rounds), i, j, level).pValue,
    );
    return {
      ...found,
      basis,
      ratio: labelled(ratio, confidence),
      ...(pValue !== undefined && { pValue }),
    };
  });
  const medians = tableOf('medians', all);
  return {
    comparisons: judge(findings, options),
    noiseFloor: noiseFloorOf(medians.cells, medians.scatters, confidence),
  };
}

/** Cells by their first rounds and one basis, with how much each scatters. */
interface Table {
  readonly cells: readonly CellRounds[];
  readonly logs: readonly LogRounds[];
  readonly scatters: readonly (Scatter | undefined)[];
}

/** Each table is made once. */
function tablesOf(cells: readonly CellRounds[]) {
  const known = new Map<string, Table>();
  return (basis: ComparisonBasis, rounds: number): Table => {
    const key = `${basis} ${rounds}`;
    const table = known.get(key) ?? makeTable(cells, basis, rounds);
    known.set(key, table);
    return table;
  };
}

function makeTable(all: readonly CellRounds[], basis: ComparisonBasis, rounds: number): Table {
  const cells = all.map((cell) => ({ ...cell, rounds: cell.rounds.slice(0, rounds) }));
  const medians = withoutTurnEffects(cells);
  const logs =
    basis === 'medians' ? medians : cells.map((cell, i) => lowLogsOf(cell) ?? medians[i] ?? []);
  const scatters = scatterOfCells(logs).map((scatter, i) =>
    scatter === undefined ? undefined : atLeast(scatter, withinOf(cells[i] as CellRounds)),
  );
  return { cells, logs, scatters };
}

function withoutTurnEffects(cells: readonly CellRounds[]): LogRounds[] {
  const logs = cells.map(logsOf);
  const rounds = Math.max(0, ...logs.map(({ length }) => length));
  const corrections = Array.from({ length: rounds }, (_, round) =>
    turnCorrections(cells.map(({ turns }) => turns?.[round] ?? [])),
  );
  return logs.map((ofCell, cell) =>
    ofCell.map((log, round) =>
      log === undefined ? undefined : log + (corrections[round]?.[cell] ?? 0),
    ),
  );
}

/** Undefined where a process did not take turns. */
function lowLogsOf({ rounds, turns }: CellRounds): LogRounds | undefined {
  const lows = rounds.map((figure, round) => {
    const ofRound = turns?.[round] ?? [];
    if (figure === undefined || !isMeasured(figure)) return null;
    return ofRound.length === 0 ? undefined : Math.min(...ofRound.map(({ lowMs }) => lowMs));
  });
  if (lows.includes(undefined)) return undefined;
  return lows.map((low) => (low === null || low === undefined ? undefined : Math.log(low)));
}

function basisOf(first: CellRounds, second: CellRounds): ComparisonBasis {
  const isDisturbed = first.isDisturbed === true || second.isDisturbed === true;
  const haveTurns = lowLogsOf(first) !== undefined && lowLogsOf(second) !== undefined;
  return isDisturbed && haveTurns ? 'undisturbed' : 'medians';
}

/** Rounds in which both were measured. */
function sharedRounds(first: CellRounds, second: CellRounds): number {
  const [a, b] = [logsOf(first), logsOf(second)];
  return a.filter((log, round) => log !== undefined && b[round] !== undefined).length;
}

/** The smallest p-value of all looks so far, each corrected for the share that is spent there. */
function pValueOfLooks(
  range: RoundRange,
  rounds: number,
  pValueAfter: (rounds: number) => number | undefined,
): number | undefined {
  const looks = looksOf(range);
  const past = looks.filter((look) => look.rounds <= rounds);
  // Ended before the first look, by whoever had no patience: that is one.
  const taken = past.length > 0 ? past : looks.slice(0, 1);
  const single = !isSequential(range);
  const corrected = taken.flatMap(({ rounds: after, share }) => {
    const pValue = pValueAfter(single ? Infinity : after);
    return pValue === undefined ? [] : [Math.min(1, pValue / share)];
  });
  return corrected.length === 0 ? undefined : Math.min(...corrected);
}

function labelled(ratio: Measured, confidence: number): Measured {
  if (!isMeasured(ratio) || ratio.interval === undefined) return ratio;
  return { ...ratio, interval: { ...ratio.interval, confidence } };
}

function find({ cells, logs, scatters }: Table, i: number, j: number, confidence: number): Finding {
  const [first, second] = [cells[i], cells[j]] as [CellRounds, CellRounds];
  const [a = [], b = []] = [logs[i], logs[j]];
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
    basis: 'medians' as const,
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
