import { mkdir, open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec';
import type { ResultLine, ResultRecord } from '@convbench/spec';
import { fileError } from '../base/errors.js';
import { syncDirectory } from '../base/fsAtomic.js';
import { checkLine } from './checkRecord.js';
import { completeLines } from './completeLines.js';
import { encodeRecord } from './encodeRecord.js';
import { acquireLock } from './lock.js';
import { resultsFileName } from './readResults.js';
import { addPart, planOf } from './sharedParts.js';
import type { SharedParts } from './sharedParts.js';
import { toldParts } from './toldParts.js';

/** The one writer of a run's `results.jsonl`. */
export interface RecordStore {
  readonly path: string;
  /**
   * Validates a whole record, appends it and what no line has told yet of what it shares with others, and syncs them to
   * disk. Refuses numbers that JSON cannot hold.
   */
  append(record: ResultRecord): Promise<void>;
  close(): Promise<void>;
}

/** Lines that hold to their schemas. Throws for others: NaN and Infinity are never written as null. */
function checkedLines(record: ResultRecord, parts: SharedParts): ResultLine[] {
  return encodeRecord(record, parts).map((line) => {
    const checked = checkLine(line);
    if ('valid' in checked) return checked.valid;
    throw new Error(
      `[convbench] [core] A record is not valid and was not written: ${checked.problems.join(' ')}`,
    );
  });
}

/** Remembers what was written, so that it is not written again. */
function remember(lines: readonly ResultLine[], record: ResultRecord, parts: SharedParts): void {
  for (const line of lines)
    if ('content' in line) addPart(parts, line);
    else if (line.type === 'run' && record.type === 'run') parts.plan = planOf(record, line.host);
}

interface Repaired {
  readonly length: number;
  readonly parts: SharedParts;
}

async function repair(handle: FileHandle, path: string): Promise<Repaired> {
  const content = await readFile(path);
  const { lines, keepBytes, missingNewline } = completeLines(content);
  const parts = toldParts(lines, path);
  if (keepBytes < content.length) await handle.truncate(keepBytes);
  if (!missingNewline) return { length: keepBytes, parts };
  await handle.write('\n', keepBytes);
  return { length: keepBytes + 1, parts };
}

/**
 * Opens the store of a run's folder, makes the folder, takes its lock, and removes what a kill left of the last line.
 * Throws a `UserError` when the folder cannot be written or another process holds the run.
 */
export async function openRecordStore(runDirectory: string): Promise<RecordStore> {
  try {
    await mkdir(runDirectory, { recursive: true });
  } catch (error) {
    throw fileError(error, 'make the folder of the run', runDirectory);
  }
  const lock = await acquireLock(join(runDirectory, 'results.lock'));
  const path = join(runDirectory, resultsFileName);
  let handle: FileHandle | undefined;
  let length: number;
  let parts: SharedParts;
  try {
    // Not append mode: a failed write has to be undone at a known place.
    handle = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return open(path, 'wx+');
      throw error;
    });
    ({ length, parts } = await repair(handle, path));
    await handle.sync();
    await syncDirectory(runDirectory);
  } catch (error) {
    await handle?.close();
    await lock.release();
    throw fileError(error, 'write the results', path);
  }
  return {
    path,
    append: async (record) => {
      const lines = checkedLines(record, parts);
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      try {
        await writeAll(handle, bytes, length);
        await handle.sync();
      } catch (error) {
        await handle.truncate(length).catch(() => undefined);
        const readable = fileError(error, 'write the results', path);
        if (readable instanceof UserError) throw readable;
        throw error;
      }
      length += bytes.length;
      remember(lines, record, parts);
    },
    close: async () => {
      await handle.close();
      await lock.release();
    },
  };
}

/** `write` may write less than it was given, on a full disk for instance. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const part = await handle.write(bytes, written, bytes.length - written, position + written);
    written += part.bytesWritten;
  }
}
