import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, isUserError } from '@convbench/spec';
import type {
  CellRecord,
  CellResults,
  EndRecord,
  PeakRecord,
  ResultRecord,
  RunRecord,
  RunResults,
  TrainingRecord,
} from '@convbench/spec';
import { requireRegularFile } from '../base/regularFile.js';
import { completeLines } from './completeLines.js';
import { decodeLine, versionOf } from './decodeLine.js';
import { peakId } from '@convbench/statistics';
import { noParts } from './sharedParts.js';
import type { SharedParts } from './sharedParts.js';

export const resultsFileName = 'results.jsonl';

/** `results.jsonl` of a run's folder; a path to a file is returned as it is. */
export async function resultsPath(runDirectoryOrFile: string): Promise<string> {
  try {
    const facts = await stat(runDirectoryOrFile);
    if (facts.isDirectory()) return join(runDirectoryOrFile, resultsFileName);
    requireRegularFile(facts, `The run ${JSON.stringify(runDirectoryOrFile)}`);
    return runDirectoryOrFile;
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(
      'core',
      `There is no run at ${JSON.stringify(runDirectoryOrFile)}.`,
      'Give the folder of a run, or its results.jsonl.',
      { cause: error },
    );
  }
}

/** Reads and validates a run's records; a torn last line is left out, as the next writer would remove it. */
export async function readResults(runDirectoryOrFile: string): Promise<RunResults> {
  const path = await resultsPath(runDirectoryOrFile);
  let content: Buffer;
  try {
    requireRegularFile(await stat(path), `The file ${JSON.stringify(path)}`);
    content = await readFile(path);
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(
      'core',
      `The results ${JSON.stringify(path)} cannot be read.`,
      'Give the folder of a run, or its results.jsonl.',
      { cause: error },
    );
  }
  return parseResults(content, path);
}

/**
 * Parses the content of a `results.jsonl`, also of earlier versions. Where a training or a round of a cell was run
 * again, the later record counts. Throws a `UserError` with the number of the line that is wrong.
 */
export function parseResults(content: Uint8Array, path: string): RunResults {
  let run: RunRecord | undefined;
  let end: EndRecord | undefined;
  const trainings = new Map<string, TrainingRecord>();
  const peaks = new Map<string, PeakRecord>();
  const rounds = new Map<string, Map<number, CellRecord>>();
  const parts = noParts();
  completeLines(content).lines.forEach((text, position) => {
    const record = parseLine(text, parts, { path, line: position + 1 });
    switch (record?.type) {
      case undefined:
        return;
      case 'run':
        run = record;
        return;
      case 'training':
        trainings.delete(record.key);
        trainings.set(record.key, record);
        return;
      case 'peak':
        peaks.set(peakId(record), record);
        return;
      case 'end':
        end = record;
        return;
      case 'cell': {
        const { id } = record.cell;
        const ofCell = rounds.get(id) ?? new Map<number, CellRecord>();
        rounds.set(id, ofCell.set(record.round, record));
      }
    }
  });
  if (run === undefined)
    throw new UserError(
      'core',
      `The results ${JSON.stringify(path)} hold no record.`,
      'The run was stopped before it began; start it again.',
    );
  return {
    run,
    trainings: [...trainings.values()],
    peaks: [...peaks.values()],
    cells: groupRounds(run, rounds),
    ...(end && { end }),
  };
}

/** Cells of the plan in its order, then those that came in later. */
function groupRounds(
  run: RunRecord,
  byCell: ReadonlyMap<string, ReadonlyMap<number, CellRecord>>,
): CellResults[] {
  const ids = new Set([...run.cells.map(({ id }) => id), ...byCell.keys()]);
  return [...ids].flatMap((id) => {
    const rounds = [...(byCell.get(id)?.values() ?? [])].sort((a, b) => a.round - b.round);
    const [first] = rounds;
    return first === undefined ? [] : [{ cell: first.cell, rounds }];
  });
}

/** The record of a line; undefined where it holds what records share. */
function parseLine(
  text: string,
  parts: SharedParts,
  place: { readonly path: string; readonly line: number },
): ResultRecord | undefined {
  const fail = (problem: string, cause?: unknown) =>
    new UserError(
      'core',
      `Line ${place.line} of ${JSON.stringify(place.path)} ${problem}`,
      'The file was altered or written by another version; restore it from a copy, or run again.',
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fail('is not JSON.', error);
  }
  const decoded = decodeLine(value, parts);
  if ('problem' in decoded) throw fail(decoded.problem);
  return decoded.record;
}

/** The version that a run's first record was written with; undefined where that cannot be told. */
export function writtenVersion(content: Uint8Array): unknown {
  try {
    return versionOf(JSON.parse(completeLines(content).lines[0] ?? ''));
  } catch {
    return undefined;
  }
}
