import { canonicalJson } from '@convbench/spec';
import type { Cell, Correctness } from '@convbench/spec';
import type { PlannedCell } from '../../plan/matrix/types.js';
import { readPredictions } from '../../store/predictions.js';
import type { CorrectnessToFind } from '../tasks/executor.js';
import type { RunContext } from './runContext.js';
import { roundsOf } from './runState.js';

/** So many images that are alike tell that the others are. */
const imagesToHold = 256;

/** What decides the answers of a network, whatever the batch. */
function answersOf({ weightsKey, backend, dataset, precision, threads }: Cell): string {
  const { name, options } = dataset;
  return canonicalJson([
    weightsKey,
    backend.name,
    backend.device,
    name,
    options,
    precision,
    threads,
  ]);
}

/**
 * What a round of a cell looks at besides time: nothing where an earlier one has; where a cell of another batch size has
 * the accuracy, whether it gives the same answers; else all.
 */
export async function correctnessToFind(
  { cell }: PlannedCell,
  { plan, done, runDirectory }: Pick<RunContext, 'plan' | 'done' | 'runDirectory'>,
): Promise<CorrectnessToFind> {
  const foundBy = (id: string): Correctness | undefined =>
    roundsOf(done, id).flatMap(
      (record) => ('correctness' in record && record.correctness) || [],
    )[0];
  if (foundBy(cell.id) !== undefined) return 'none';
  const answers = answersOf(cell);
  for (const { cell: other } of plan.cells) {
    if (other.id === cell.id || answersOf(other) !== answers) continue;
    const known = foundBy(other.id);
    if (known === undefined || !('file' in known.predictions)) continue;
    // Whoever lost the file has to measure it again.
    const predictions = await readPredictions(runDirectory, known.predictions).catch(
      () => undefined,
    );
    if (predictions !== undefined)
      return { known, predicted: [...predictions.predicted.subarray(0, imagesToHold)] };
  }
  return 'whole';
}
