import { UserError, isMeasured, roundRange } from '@convbench/spec';
import type { CellResults, Measured, RunResults } from '@convbench/spec';
import {
  cellRounds,
  compareInterleaved,
  summarizeCell,
  summarizeProcesses,
} from '@convbench/statistics';
import type { CellSummary, Comparison } from '@convbench/statistics';

/** Which cell of a run: a network with at least these options. */
export interface Selector {
  readonly id: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly batchSize?: number;
}

/** The cell that a selector names, whether or not it was measured. Throws a `UserError` for none or several. */
export function selectCell(
  run: RunResults,
  { id, options = {}, batchSize }: Selector,
): CellResults {
  const planned = run.run.cells.filter(
    (cell) =>
      cell.network.id === id &&
      (batchSize === undefined || cell.batchSize === batchSize) &&
      Object.entries(options).every(([name, value]) => cell.network.options[name] === value),
  );
  const [cell] = planned;
  if (cell === undefined || planned.length > 1)
    throw new UserError(
      'study',
      `${planned.length} cells of the run '${run.run.title}' are ${id} ${JSON.stringify(options)}.`,
      'Run the study again without --resume, in another folder: these records are of another version of it.',
    );
  return run.cells.find((results) => results.cell.id === cell.id) ?? { cell, rounds: [] };
}

export function summaryOf(run: RunResults, selector: Selector): CellSummary | undefined {
  return summarizeCell(selectCell(run, selector), run);
}

/** Median latency over processes, with its interval: as `summarizeCell` has it, without its other figures. */
export function latencyOf(run: RunResults, selector: Selector): Measured {
  const { cell, rounds } = selectCell(run, selector);
  const processes = rounds.flatMap((record) =>
    record.status === 'measured'
      ? [{ median: record.latency.medianMs, samples: record.latency.samplesMs }]
      : [],
  );
  if (processes.length === 0) return { notMeasured: 'no process measured it' };
  const range = roundRange(run.run.config.measuring);
  return summarizeProcesses(processes, { seed: cell.seed, range }).figure;
}

/**
 * Times of the first over times of the second of each pair, with intervals from the rounds of the run; all its cells tell
 * of the noise, and p-values are corrected for all pairs together.
 */
export function compareTimes(
  run: RunResults,
  pairs: readonly (readonly [Selector, Selector])[],
): readonly Comparison[] {
  const ids = run.run.cells.map(({ id }) => id);
  const byId = new Map(run.cells.map((results) => [results.cell.id, results]));
  const rounds = run.run.cells.map((cell) => cellRounds(byId.get(cell.id) ?? { cell, rounds: [] }));
  const indexOf = (selector: Selector) => ids.indexOf(selectCell(run, selector).cell.id);
  return compareInterleaved(rounds, {
    range: roundRange(run.run.config.measuring),
    pairs: pairs.map(([first, second]) => [indexOf(first), indexOf(second)] as const),
  }).comparisons;
}

/** Top-1 of a trained network on the test images; undefined where it was not measured. */
export function top1Of(run: RunResults, selector: Selector): number | undefined {
  const { rounds } = selectCell(run, selector);
  const accuracy = rounds
    .flatMap((record) => (record.status === 'measured' && record.correctness) || [])
    .map((correctness) => correctness.accuracy)[0];
  if (accuracy === undefined || 'notMeasured' in accuracy) return undefined;
  return isMeasured(accuracy.top1) ? accuracy.top1.value : undefined;
}
