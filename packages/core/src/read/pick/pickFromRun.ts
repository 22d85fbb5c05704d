import { UserError } from '@convbench/spec';
import type { Cell, CellResults, RunRecord } from '@convbench/spec';
import { pickCandidates, runCandidates } from '@convbench/statistics';
import type { Pick as PickResult, PickCandidate, PickOptions } from '@convbench/statistics';
import { readResults } from '../../store/readResults.js';

export interface PickFromRunOptions extends PickOptions {
  /** Which cells to choose among; default: the smallest batch of the run. */
  readonly batchSize?: number | undefined;
}

export interface RunPick extends PickResult {
  readonly run: Pick<RunRecord, 'runId' | 'title' | 'startedAt'>;
  readonly batchSize: number;
  /** The cells by their ids. */
  readonly cells: Readonly<Record<string, Cell>>;
  readonly figures: Readonly<Record<string, PickCandidate['figures']>>;
}

/**
 * Picks a network of a run: among its cells of the scenario `latency` with one batch size, each network in each backend,
 * device and number of threads a candidate of its own. Throws a `UserError` for a run without such cells.
 */
export async function pickFromRun(path: string, options: PickFromRunOptions): Promise<RunPick> {
  const { run, cells, peaks } = await readResults(path);
  const timed = cells.filter(({ cell }) => cell.scenario === 'latency');
  const batchSizes = [...new Set(timed.map(({ cell }) => cell.batchSize))].sort((a, b) => a - b);
  const batchSize = options.batchSize ?? batchSizes[0];
  const among = timed.filter(({ cell }) => cell.batchSize === batchSize);
  if (batchSize === undefined || among.length === 0) throw nothingThere(batchSize, batchSizes);
  const candidates = runCandidates(among, { run, peaks });
  const { runId, title, startedAt } = run;
  const byId = <Value>(valueOf: (results: CellResults, index: number) => Value) =>
    Object.fromEntries(among.map((each, index) => [each.cell.id, valueOf(each, index)]));
  return {
    run: { runId, title, startedAt },
    batchSize,
    cells: byId(({ cell }) => cell),
    figures: byId((_, index) => (candidates[index] as PickCandidate).figures),
    ...pickCandidates(candidates, options),
  };
}

function nothingThere(batchSize: number | undefined, batchSizes: readonly number[]): UserError {
  if (batchSizes.length === 0)
    return new UserError(
      'core',
      'The run has no cells of the scenario latency, so there is nothing to pick from.',
      'Run the matrix with --scenario latency.',
    );
  return new UserError(
    'core',
    `The run has no cells of batch ${batchSize}.`,
    `It has: ${batchSizes.join(', ')}.`,
  );
}
