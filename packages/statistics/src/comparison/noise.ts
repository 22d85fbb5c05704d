import { sampleVariance } from '../processes/sampleVariance.js';
import { median } from '../summary/quantile.js';

/** How much the logarithms of a cell's medians scatter from process to process. */
export interface Scatter {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** Logarithms of a cell's medians by round; undefined where the round was not measured. */
export type LogRounds = readonly (number | undefined)[];

export const present = (values: LogRounds): number[] =>
  values.filter((value) => value !== undefined);

/**
 * Scatter of each cell between rounds, without what a round does to all cells alike (Tukey's median polish, one
 * sweep): medians, so that one disturbed process does not spoil the others' figures. undefined for a cell with fewer
 * than two rounds.
 */
export function scatterOfCells(cells: readonly LogRounds[]): (Scatter | undefined)[] {
  const several = cells.map((rounds) => (present(rounds).length < 2 ? undefined : rounds));
  const residuals = several.map((rounds) => {
    if (rounds === undefined) return [];
    const middle = median(present(rounds));
    return rounds.map((value) => (value === undefined ? undefined : value - middle));
  });
  const roundCount = Math.max(0, ...cells.map((rounds) => rounds.length));
  const effects = Array.from({ length: roundCount }, (_, round) => {
    const here = present(residuals.map((cell) => cell[round]));
    return here.length === 0 ? 0 : median(here);
  });
  return residuals.map((cell) => {
    const adjusted = present(
      cell.map((value, round) => (value === undefined ? undefined : value - (effects[round] ?? 0))),
    );
    return adjusted.length < 2
      ? undefined
      : { variance: sampleVariance(adjusted), degreesOfFreedom: adjusted.length - 1 };
  });
}

export function scatterOf(values: readonly number[]): Scatter {
  return { variance: sampleVariance(values), degreesOfFreedom: values.length - 1 };
}

/**
 * The usual scatter of several cells: the median of their variances, each over the median of its own distribution
 * (chi-square, by Wilson and Hilferty), so that a few noisy cells do not stand for all.
 */
export function pooledScatter(scatters: readonly Scatter[]): Scatter | undefined {
  if (scatters.length === 0) return undefined;
  const variance = median(
    scatters.map((each) => each.variance / (1 - 2 / (9 * each.degreesOfFreedom)) ** 3),
  );
  const degreesOfFreedom = scatters.reduce((sum, each) => sum + each.degreesOfFreedom, 0);
  return { variance, degreesOfFreedom };
}
