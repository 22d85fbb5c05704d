import { mkdir, open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec';
import type { ResultRecord } from '@convbench/spec';
import { fileError } from '../base/errors.js';
import { syncDirectory } from '../base/fsAtomic.js';
import { checkRecord } from './checkRecord.js';
import { completeLines } from './completeLines.js';
import { acquireLock } from './lock.js';
import { resultsFileName } from './readResults.js';

/** The one writer of a run's `results.jsonl`. */
export interface RecordStore {
  readonly path: string;
  /** Validates, appends one line and syncs it to disk. Refuses numbers that JSON cannot hold. */
  append(record: ResultRecord): Promise<void>;
  close(): Promise<void>;
}

/** The line of a record. Throws when the record is not valid: NaN and Infinity are never written as null. */
export function recordLine(record: ResultRecord): string {
  const checked = checkRecord(record);
  if ('record' in checked) return `${JSON.stringify(checked.record)}\n`;
  throw new Error(
    `[convbench] [core] A record is not valid and was not written: ${checked.problems.join(' ')}`,
  );
}

async function repair(handle: FileHandle, path: string): Promise<number> {
  const content = await readFile(path);
  const { keepBytes, missingNewline } = completeLines(content);
  if (keepBytes < content.length) await handle.truncate(keepBytes);
  if (!missingNewline) return keepBytes;
  await handle.write('\n', keepBytes);
  return keepBytes + 1;
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
  let handle: FileHandle;
  let length: number;
  try {
    // Not append mode: a failed write has to be undone at a known place.
    handle = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return open(path, 'wx+');
      throw error;
    });
    length = await repair(handle, path);
    await handle.sync();
    await syncDirectory(runDirectory);
  } catch (error) {
    await lock.release();
    throw fileError(error, 'write the results', path);
  }
  return {
    path,
    append: async (record) => {
      const bytes = Buffer.from(recordLine(record));
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
