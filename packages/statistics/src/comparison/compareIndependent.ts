import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { mannWhitney } from '../ranks/mannWhitney.js';
import { notMeasured } from '../summary/notMeasured.js';
import { median } from '../summary/quantile.js';
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
import { pooledScatter, present, scatterOf, type Scatter } from './noise.js';
import { standardError } from './standardError.js';

export interface IndependentTable {
  readonly comparisons: readonly Comparison[];
  /**
   * Median of the ratios of all pairs, from three pairs on. Where all pairs moved together, it may be the machine that
   * did: two runs at different times cannot tell.
   */
  readonly commonShift: Measured;
}

/**
 * Compares cells of two runs that were not interleaved, such as before and after a change: `pairs` hold a cell of the
 * first run and its counterpart in the second. Welch's t on the logarithms of the processes' medians, with the usual
 * scatter of the other pairs averaged in (`standardError`); rounds do not pair, so what differs between rounds counts
 * as noise. What differs between the two occasions is not in these intervals: see `commonShift`.
 */
export function compareIndependent(
  pairs: readonly (readonly [CellRounds, CellRounds])[],
  options: CompareOptions = {},
): IndependentTable {
  const { confidence = 0.95 } = options;
  const scatters = pairs.map((pair) => pair.map(ownScatter));
  const findings = pairs.map(([first, second], index): Finding => {
    const [a, b] = [present(logsOf(first)), present(logsOf(second))];
    const [scatterA, scatterB] = scatters[index] as (Scatter | undefined)[];
    if (scatterA === undefined || scatterB === undefined) {
      return findWithoutScatter(first, second, confidence);
    }
    const others = scatters.filter((_, other) => other !== index).flat();
    const error = standardError(
      { scatter: scatterA, rounds: a.length },
      { scatter: scatterB, rounds: b.length },
      pooledScatter(others.filter((scatter) => scatter !== undefined)),
    );
    const logRatio = mean(a) - mean(b);
    const rankPValue = mannWhitney(a, b);
    const processes = [a.length, b.length] as const;
    const basis = 'medians' as const;
    const common = { first: first.id, second: second.id, processes, basis, rankPValue };
    if (error.value === 0) {
      return {
        ...common,
        method: 'rank',
        ratio: { value: Math.exp(logRatio) },
        pValue: rankPValue,
      };
    }
    return {
      ...common,
      method: error.borrowed ? 'moderated-t' : 'welch-t',
      ...studentFigures(logRatio, error.value, error.degreesOfFreedom, confidence),
    };
  });
  return { comparisons: judge(findings, options), commonShift: commonShiftOf(findings) };
}

function ownScatter(cell: CellRounds): Scatter | undefined {
  const logs = present(logsOf(cell));
  return logs.length < 2 ? undefined : atLeast(scatterOf(logs), withinOf(cell));
}

function commonShiftOf(findings: readonly Finding[]): Measured {
  const ratios = findings.flatMap(({ ratio }) => (isMeasured(ratio) ? [ratio.value] : []));
  if (ratios.length < 3) return notMeasured('it needs three pairs of cells');
  return { value: Math.exp(median(ratios.map(Math.log))) };
}
