import type { CellResults, Measured, RoundRange } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { cellRounds } from '../cells/cellRounds.js';
import { compareInterleaved } from '../comparison/compareInterleaved.js';
import { logsOf, type Comparison } from '../comparison/comparison.js';
import { pooledScatter, present, scatterOf } from '../comparison/noise.js';
import { summarizeProcesses } from '../processes/summarizeProcesses.js';
import { relativeHalfWidth } from '../summary/spread.js';
import { looksOf } from './looks.js';

export interface RoundRule {
  readonly range: RoundRange;
  /** Half the width of a figure's interval over the figure. */
  readonly targetHalfWidth: number;
}

/** What more rounds of a cell would tell. */
export interface OpenCell {
  /** Half the width of its figure's interval, over the figure. */
  readonly halfWidth: Measured;
  /** Whether that is wider than wanted. */
  readonly isWide: boolean;
  /** Whether it would be too wide after the last round that a cell may have, too. */
  readonly isOutOfReach: boolean;
  /** Other cells of the group of which it is not known which one is faster. */
  readonly undecided: readonly string[];
}

/**
 * How well the cells of a group are known, by id of the cell, and so where more rounds would tell something: to cells
 * whose figure is not known well enough, and to pairs whose order is open. Cells of a group were measured in the same
 * rounds.
 */
export function openCells(
  group: readonly CellResults[],
  { range, targetHalfWidth }: RoundRule,
): ReadonlyMap<string, OpenCell> {
  const cells = group.map(cellRounds);
  const { comparisons } = compareInterleaved(cells, { range });
  return new Map(
    cells.map(({ id, rounds }, index) => {
      const seed = group[index]?.cell.seed ?? 0;
      const processes = rounds.flatMap((figure) =>
        figure === undefined ? [] : [{ median: figure }],
      );
      const halfWidth = relativeHalfWidth(summarizeProcesses(processes, { seed, range }).figure);
      const undecided = comparisons.flatMap((comparison) => {
        if (!isUndecided(comparison, targetHalfWidth)) return [];
        const { first, second } = comparison;
        return first === id ? [second] : second === id ? [first] : [];
      });
      const isWide = !isMeasured(halfWidth) || halfWidth.value > targetHalfWidth;
      const isOutOfReach =
        isWide &&
        isMeasured(halfWidth) &&
        isHopeless(halfWidth.value, processes.length, range, targetHalfWidth);
      return [id, { halfWidth, isWide, isOutOfReach, undecided }];
    }),
  );
}

/** Few processes know badly how much they scatter. */
const HOPE = 1.5;

/** Intervals shrink with the root of the number of processes. From the second look on that is taken at its word. */
function isHopeless(
  halfWidth: number,
  rounds: number,
  { least, most }: RoundRange,
  targetHalfWidth: number,
): boolean {
  const inTheEnd = halfWidth * Math.sqrt(rounds / most);
  return rounds > least && inTheEnd > HOPE * targetHalfWidth;
}

/** A ratio is known better than the figures that it is of, as what a turn does to both cancels out. */
const RATIO_OVER_FIGURE = 0.75;

/**
 * Whether more rounds may tell which of two is faster: also of two that are tied, until their ratio is known well enough
 * to call them so.
 */
export function isUndecided({ verdict, ratio }: Comparison, targetHalfWidth: number): boolean {
  if (verdict !== 'tied') return verdict === 'cannot-tell';
  const halfWidth = relativeHalfWidth(ratio);
  return isMeasured(halfWidth) && halfWidth.value > RATIO_OVER_FIGURE * targetHalfWidth;
}

/** After how many rounds the next look is, of a cell that has so many; undefined after the last one. */
export function nextLook(rounds: number, range: RoundRange): number | undefined {
  return looksOf(range).find((look) => look.rounds > rounds)?.rounds;
}

/**
 * The usual spread between processes of a group's cells, as a standard deviation of logarithms; undefined while no cell
 * has three rounds.
 */
export function spreadOfRounds(group: readonly CellResults[]): number | undefined {
  const scatters = group.flatMap((results) => {
    const logs = present(logsOf(cellRounds(results)));
    return logs.length < 3 ? [] : [scatterOf(logs)];
  });
  const usual = pooledScatter(scatters);
  return usual === undefined ? undefined : Math.sqrt(usual.variance);
}
