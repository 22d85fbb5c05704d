import { UserError } from '@convbench/spec';
import type { Cell, CellResults, Measured, RunRecord, RunResults } from '@convbench/spec';
import { SMALLEST_DIFFERENCE, cellRounds, compareIndependent } from '@convbench/statistics';
import type { Comparison } from '@convbench/statistics';
import { readResults, resultsPath } from '../../store/readResults.js';
import { counterpartOf } from './cellSetting.js';
import { compareAccuracy } from './compareAccuracy.js';
import type { AccuracyComparison } from './compareAccuracy.js';
import { compareSound, whyUnsound } from './compareSound.js';
import { environmentDifferences } from './environment.js';
import type { EnvironmentDifference } from './environment.js';

export interface CompareTwoRunsOptions {
  /** Cells that are slower by more than this part are listed as regressions. Default: none are looked for. */
  readonly regressionAbove?: number | undefined;
  /** Compare although machines or engines differ in what matters. */
  readonly allowDifferent?: boolean;
}

/** The first run is the one of before: verdicts are of the second. */
export interface TwoRunsComparison {
  readonly before: Pick<RunRecord, 'runId' | 'title' | 'startedAt'>;
  readonly after: Pick<RunRecord, 'runId' | 'title' | 'startedAt'>;
  readonly differences: readonly EnvironmentDifference[];
  /** Cells that both runs have. */
  readonly cells: readonly Cell[];
  /** Each cell's time of after over its time of before, in the order of `cells`. */
  readonly times: readonly Comparison[];
  /** Ids of cells that are `slower`, and by more than `regressionAbove`. */
  readonly regressions: readonly string[];
  /** Cells that had a result before and have none after, although the run has them: they failed, or compute something else. */
  readonly broken: readonly { readonly id: string; readonly reason: string }[];
  /** Median ratio of all cells: where all moved together it may be the machine that did. */
  readonly commonShift: Measured;
  readonly accuracies: readonly AccuracyComparison[];
  readonly onlyBefore: readonly Cell[];
  readonly onlyAfter: readonly Cell[];
}

const isMeasured = ({ rounds }: CellResults) => rounds.some(({ status }) => status === 'measured');

/**
 * Compares every cell that two runs have in common: the same network, options, data, backend and batch. Throws a
 * `UserError` when they have none, and when the runs differ in what matters unless that is allowed.
 */
export async function compareTwoRuns(
  beforePath: string,
  afterPath: string,
  options: CompareTwoRunsOptions = {},
): Promise<TwoRunsComparison> {
  const paths = [await resultsPath(beforePath), await resultsPath(afterPath)] as const;
  const before = await readResults(paths[0]);
  const after = await readResults(paths[1]);
  const counterparts = new Map(
    before.cells.map((results) => [counterpartOf(results.cell), results]),
  );
  const pairs = after.cells.filter(isMeasured).flatMap((second) => {
    const first = counterparts.get(counterpartOf(second.cell));
    return first !== undefined && isMeasured(first) ? [{ first, second }] : [];
  });
  if (pairs.length === 0)
    throw new UserError(
      'core',
      'The two runs have no measured cell in common: the same network and options, data set, backend, device, scenario and batch.',
      'Compare runs of the same matrix, or the networks of one run: give a single run.',
    );
  const differences = [...environmentDifferences(before, after), ...threadDifferences(pairs)];
  if (options.allowDifferent !== true) refuseDifferences(differences);

  const { regressionAbove } = options;
  const results = pairs.map(({ first, second }) => [second, first] as const);
  let commonShift: Measured = { notMeasured: 'nothing was compared' };
  const comparisons = compareSound(results, (sound) => {
    const table = compareIndependent(
      results
        .filter((_, index) => sound.includes(index))
        .map(([second, first]) => [cellRounds(second), cellRounds(first)]),
      // A stricter limit than the usual one is obeyed; a laxer one is no reason to call less slower.
      { smallestDifference: Math.min(SMALLEST_DIFFERENCE, regressionAbove ?? Infinity) },
    );
    commonShift = table.commonShift;
    return table.comparisons;
  });
  return {
    before: labelOf(before),
    after: labelOf(after),
    differences,
    cells: pairs.map(({ second }) => second.cell),
    times: comparisons,
    regressions: regressionAbove === undefined ? [] : regressionsOf(comparisons, regressionAbove),
    broken: brokenOf(after, counterparts),
    commonShift,
    accuracies: await compareAccuracy(
      pairs.map(({ first, second }) => [
        { results: second, path: paths[1] },
        { results: first, path: paths[0] },
      ]),
    ),
    onlyBefore: onlyIn(before, after),
    onlyAfter: onlyIn(after, before),
  };
}

function brokenOf(
  after: RunResults,
  counterparts: ReadonlyMap<string, CellResults>,
): TwoRunsComparison['broken'] {
  return after.cells.flatMap((results) => {
    const before = counterparts.get(counterpartOf(results.cell));
    const reason = whyUnsound(results);
    if (before === undefined || reason === undefined || whyUnsound(before) !== undefined) return [];
    return [{ id: results.cell.id, reason }];
  });
}

function regressionsOf(comparisons: readonly Comparison[], above: number): string[] {
  return comparisons
    .filter(
      ({ verdict, ratio }) => verdict === 'slower' && 'value' in ratio && ratio.value > 1 + above,
    )
    .map(({ first }) => first);
}

function onlyIn(one: RunResults, other: RunResults): Cell[] {
  const others = new Set(other.cells.map(({ cell }) => counterpartOf(cell)));
  return one.cells.map(({ cell }) => cell).filter((cell) => !others.has(counterpartOf(cell)));
}

function labelOf({ run: { runId, title, startedAt } }: RunResults): TwoRunsComparison['before'] {
  return { runId, title, startedAt };
}

function threadDifferences(
  pairs: readonly { readonly first: CellResults; readonly second: CellResults }[],
): EnvironmentDifference[] {
  const changed = pairs.find(({ first, second }) => first.cell.threads !== second.cell.threads);
  if (changed === undefined) return [];
  const { first, second } = changed;
  return [
    {
      what: 'threads',
      first: String(first.cell.threads),
      second: String(second.cell.threads),
      matters: true,
    },
  ];
}

function refuseDifferences(differences: readonly EnvironmentDifference[]): void {
  const serious = differences.filter(({ matters }) => matters);
  if (serious.length === 0) return;
  const lines = serious.map(({ what, first, second }) => `${what}: ${first} against ${second}`);
  throw new UserError(
    'core',
    `The two runs were not measured in the same environment (${lines.join('; ')}).`,
    'Measure both on one machine with the same versions, or say that they may differ (--allow-different): the ratios are then of both changes together.',
  );
}
