import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORD_VERSION, UserError } from '@convbench/spec';
import type {
  CellRecord,
  ResultRecord,
  RunRecord,
  RunResults,
  TrainingRecord,
} from '@convbench/spec';
import { checkRecord } from './checkRecord.js';
import { completeLines } from './completeLines.js';

export const resultsFileName = 'results.jsonl';

/** `results.jsonl` of a run's folder; a path to a file is returned as it is. */
export async function resultsPath(runDirectoryOrFile: string): Promise<string> {
  try {
    const facts = await stat(runDirectoryOrFile);
    return facts.isDirectory() ? join(runDirectoryOrFile, resultsFileName) : runDirectoryOrFile;
  } catch (error) {
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
    content = await readFile(path);
  } catch (error) {
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
 * Parses the content of a `results.jsonl`. Where a cell or training was run again, the later record counts.
 * Throws a `UserError` with the number of the line that is wrong.
 */
export function parseResults(content: Uint8Array, path: string): RunResults {
  const fail = (line: number, problem: string, cause?: unknown) =>
    new UserError(
      'core',
      `Line ${line} of ${JSON.stringify(path)} ${problem}`,
      'The file was altered or written by another version; restore it from a copy, or run again.',
      { cause },
    );
  let run: RunRecord | undefined;
  const trainings = new Map<string, TrainingRecord>();
  const cells = new Map<string, CellRecord>();
  const planned = new Set<string>();
  completeLines(content).lines.forEach((text, position) => {
    const line = position + 1;
    const record = parseLine(text, (problem, cause) => fail(line, problem, cause));
    if (run === undefined) {
      if (record.type !== 'run') throw fail(line, `is a ${record.type} where the run should be.`);
      run = record;
      for (const cell of record.cells) planned.add(cell.id);
      return;
    }
    if (record.type === 'run') throw fail(line, 'begins a second run.');
    if (record.type === 'training') {
      trainings.delete(record.key);
      trainings.set(record.key, record);
      return;
    }
    if (!planned.has(record.cell.id))
      throw fail(line, `has the cell ${record.cell.id}, which the run does not plan.`);
    cells.delete(record.cell.id);
    cells.set(record.cell.id, record);
  });
  if (run === undefined)
    throw new UserError(
      'core',
      `The results ${JSON.stringify(path)} hold no record.`,
      'The run was stopped before it began; start it again.',
    );
  return { run, trainings: [...trainings.values()], cells: [...cells.values()] };
}

function parseLine(
  text: string,
  fail: (problem: string, cause?: unknown) => UserError,
): ResultRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fail('is not JSON.', error);
  }
  const version = (value as { recordVersion?: unknown } | null)?.recordVersion;
  if (version !== RECORD_VERSION)
    throw fail(
      `has version ${JSON.stringify(version)} of the records; this convbench reads version ${RECORD_VERSION}.`,
    );
  const checked = checkRecord(value);
  if ('record' in checked) return checked.record;
  throw fail(`is not a valid record: ${checked.problems.slice(0, 5).join(' ')}`);
}
