import type { Interval, Measured, RoundRange } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { normalQuantile } from '../distributions/normal.js';
import { studentHalfWidth, studentTwoSided } from '../distributions/studentT.js';
import { withinVariance } from '../processes/summarizeProcesses.js';
import { notMeasured } from '../summary/notMeasured.js';
import { holm } from './holm.js';
import { present, type LogRounds, type Scatter } from './noise.js';
import type { TurnFigure } from './turnEffects.js';
import { decide, type Verdict, type VerdictRule } from './verdict.js';

/** A positive figure of a cell, where less is faster: the median latency of each round's process, by round. */
export interface CellRounds {
  readonly id: string;
  /** Undefined or not measured where the round failed. */
  readonly rounds: readonly (Measured | undefined)[];
  /** The turns of each round's process; absent where processes did not take turns. */
  readonly turns?: readonly (readonly TurnFigure[])[];
  /** Whether other programs disturbed some of its rounds. */
  readonly isDisturbed?: boolean;
}

/**
 * What a ratio is of.
 *
 * - `medians`: the processes' medians.
 * - `undisturbed`: of each process the lowest 10 % quantile of its turns. Where other programs take the processor now and
 *   then, medians tell of them as much as of the cells; low quantiles tell what the ratio is on an undisturbed machine.
 */
export type ComparisonBasis = 'medians' | 'undisturbed';

/**
 * - `paired-t`: Student's t on the rounds' log ratios.
 * - `moderated-t`: the same difference, with the usual scatter of the run's other cells averaged in.
 * - `welch-t`: processes that were not interleaved, or a pair that is noisier than the other cells.
 * - `rank`: no scatter at all, so that only the order counts (Mann and Whitney).
 * - `within-process`: one process each; no p-value.
 * - `none`: nothing to compare.
 */
export type ComparisonMethod =
  'paired-t' | 'moderated-t' | 'welch-t' | 'rank' | 'within-process' | 'none';

export interface Comparison {
  readonly first: string;
  readonly second: string;
  /** Time of the first over time of the second, by geometric means over processes; with its interval. */
  readonly ratio: Measured;
  /** Of the first. */
  readonly verdict: Verdict;
  readonly reason: string;
  /** Processes of the first and of the second that were used. */
  readonly processes: readonly [number, number];
  readonly method: ComparisonMethod;
  readonly basis: ComparisonBasis;
  /** Where rounds were added while a verdict was open, valid for all the looks so far: see `looksOf`. */
  readonly pValue?: number;
  /** After Holm's correction for all comparisons made together. */
  readonly adjustedPValue?: number;
  /** Of the rank-sum test on the processes, for who prefers it; three against three cannot be under 0.1. */
  readonly rankPValue?: number;
}

export interface CompareOptions extends VerdictRule {
  /** Of the intervals, which are not corrected for the number of comparisons; default 0.95. */
  readonly confidence?: number;
  /** How many rounds there could be; default: as many as there are. */
  readonly range?: RoundRange | undefined;
}

/** A comparison before it is known how many others are read with it. */
export interface Finding {
  readonly first: string;
  readonly second: string;
  readonly processes: readonly [number, number];
  readonly method: ComparisonMethod;
  readonly basis: ComparisonBasis;
  readonly ratio: Measured;
  readonly pValue?: number;
  readonly rankPValue?: number;
  /** Why no verdict can be given. */
  readonly obstacle?: string;
}

export function logsOf({ rounds }: CellRounds): LogRounds {
  return rounds.map((figure) =>
    figure !== undefined && isMeasured(figure) && figure.value > 0
      ? Math.log(figure.value)
      : undefined,
  );
}

/** Mean of the squared standard errors that the scatter within the processes gives their medians. */
export function withinOf({ rounds }: CellRounds): number {
  const variances = rounds.flatMap((figure) =>
    figure !== undefined && isMeasured(figure) ? [withinVariance(figure)] : [],
  );
  return variances.reduce((sum, each) => sum + each, 0) / Math.max(1, variances.length);
}

/** The scatter between processes includes that within them: an estimate below it is chance. */
export function atLeast(scatter: Scatter, within: number): Scatter {
  return { ...scatter, variance: Math.max(scatter.variance, within) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where a side has no process, or both have too few to know how processes scatter. */
export function findWithoutScatter(
  first: CellRounds,
  second: CellRounds,
  confidence: number,
): Finding {
  const [a, b] = [present(logsOf(first)), present(logsOf(second))];
  const common = {
    first: first.id,
    second: second.id,
    processes: [a.length, b.length] as const,
    basis: 'medians' as const,
  };
  if (a.length === 0 || b.length === 0) {
    const missing = a.length === 0 ? first : second;
    const reason = `${missing.id} was not measured`;
    return { ...common, method: 'none', ratio: notMeasured(reason), obstacle: reason };
  }
  const logRatio = mean(a) - mean(b);
  const value = Math.exp(logRatio);
  const within = withinOf(first) / a.length + withinOf(second) / b.length;
  const obstacle =
    'with one process of a side it is not known how much processes differ: measure with 3 rounds or more';
  if (within === 0) return { ...common, method: 'none', ratio: { value }, obstacle };
  const halfWidth = normalQuantile(0.5 + confidence / 2) * Math.sqrt(within);
  const ratio = { value, interval: around(logRatio, halfWidth, confidence) };
  return { ...common, method: 'within-process', ratio, obstacle };
}

/** The figures that follow from a mean log ratio with a standard error. */
export function studentFigures(
  logRatio: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): { readonly ratio: Measured; readonly pValue: number } {
  const halfWidth = studentHalfWidth(confidence, degreesOfFreedom) * standardError;
  return {
    ratio: { value: Math.exp(logRatio), interval: around(logRatio, halfWidth, confidence) },
    pValue: studentTwoSided(logRatio / standardError, degreesOfFreedom),
  };
}

function around(logRatio: number, halfWidth: number, confidence: number): Interval {
  return { low: Math.exp(logRatio - halfWidth), high: Math.exp(logRatio + halfWidth), confidence };
}

/** Corrects the findings for one another and says what they mean. */
export function judge(findings: readonly Finding[], rule: VerdictRule): Comparison[] {
  const adjusted = holm(findings.map(({ pValue }) => pValue));
  return findings.map(({ obstacle, ...finding }, index) => {
    const { ratio } = finding;
    const adjustedPValue = adjusted[index];
    if (obstacle !== undefined || adjustedPValue === undefined || !isMeasured(ratio)) {
      return { ...finding, verdict: 'cannot-tell', reason: obstacle ?? 'there is no ratio' };
    }
    const { verdict, reason } = decide(ratio.value, ratio.interval, adjustedPValue, rule);
    const where = finding.basis === 'undisturbed' ? ', on an undisturbed machine' : '';
    return { ...finding, adjustedPValue, verdict, reason: `${reason}${where}` };
  });
}
