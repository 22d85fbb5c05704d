import { UserError, roundRange } from '@convbench/spec';
import type { Cell, CellResults, Measured, RunRecord } from '@convbench/spec';
import { cellRounds, compareInterleaved } from '@convbench/statistics';
import type { Comparison } from '@convbench/statistics';
import { readResults, resultsPath } from '../../store/readResults.js';
import { settingOf } from './cellSetting.js';
import { compareAccuracy } from './compareAccuracy.js';
import type { AccuracyComparison } from './compareAccuracy.js';
import { compareSound } from './compareSound.js';

/** Every pair of networks that were measured in the same setting of one run. */
export interface RunComparison {
  readonly run: Pick<RunRecord, 'runId' | 'title' | 'startedAt'>;
  /** By id. */
  readonly cells: Readonly<Record<string, Cell>>;
  /** By id; time of the first over time of the second. */
  readonly times: readonly Comparison[];
  /** What two measurements of one cell would stay under 19 times of 20. */
  readonly noiseFloor: Measured;
  readonly accuracies: readonly AccuracyComparison[];
}

/** Compares the networks of a run with each other. Throws a `UserError` when no two of them can be. */
export async function compareWithinRun(path: string): Promise<RunComparison> {
  const file = await resultsPath(path);
  const { run, cells } = await readResults(file);
  const measured = cells.filter(({ rounds }) => rounds.some(({ status }) => status === 'measured'));
  const pairs = pairsOf(measured);
  if (pairs.length === 0)
    throw new UserError(
      'core',
      'The run has no two networks that were measured in the same setting.',
      'Give two runs, or a run of several networks.',
    );
  const rounds = measured.map(cellRounds);
  let noiseFloor: Measured = { notMeasured: 'nothing was compared' };
  const times = compareSound(
    pairs.map(([first, second]) => [
      measured[first] as CellResults,
      measured[second] as CellResults,
    ]),
    (sound) => {
      const table = compareInterleaved(rounds, {
        range: roundRange(run.config.measuring),
        pairs: sound.map((index) => pairs[index] as [number, number]),
      });
      noiseFloor = table.noiseFloor;
      return table.comparisons;
    },
  );
  const { runId, title, startedAt } = run;
  return {
    run: { runId, title, startedAt },
    cells: Object.fromEntries(measured.map(({ cell }) => [cell.id, cell])),
    times,
    noiseFloor,
    accuracies: await compareAccuracy(
      distinctAnswers(pairs, measured).map(([first, second]) => [
        { results: measured[first] as CellResults, path: file },
        { results: measured[second] as CellResults, path: file },
      ]),
    ),
  };
}

/** What a network answers depends on weights and backend; the same two of them need no second comparison. */
function distinctAnswers(
  pairs: readonly [number, number][],
  cells: readonly CellResults[],
): [number, number][] {
  const answersOf = (index: number) => {
    const { weightsKey, backend, dataset } = (cells[index] as CellResults).cell;
    return [weightsKey, backend.name, backend.device, dataset.checksum];
  };
  const seen = new Map(pairs.map((pair) => [JSON.stringify(pair.map(answersOf)), pair]));
  return [...seen.values()];
}

function pairsOf(cells: readonly CellResults[]): [number, number][] {
  const settings = cells.map(({ cell }) => settingOf(cell));
  return cells.flatMap((_, first) =>
    cells.flatMap((__, second): [number, number][] =>
      first < second && settings[first] === settings[second] ? [[first, second]] : [],
    ),
  );
}
