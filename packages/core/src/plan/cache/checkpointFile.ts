import { readFile, rm } from 'node:fs/promises';
import { decodeCheckpoint, encodeCheckpoint } from '@convbench/train';
import type { Checkpoint } from '@convbench/train';
import { z } from '@convbench/spec';
import { writeFileAtomic } from '../../base/fsAtomic.js';
import { sha256 } from '../../base/hash.js';
import { cachePaths } from './cachePaths.js';

const headerSchema = z.object({
  startedAt: z.iso.datetime(),
  /** How often the training has been continued before this checkpoint was written. */
  resumes: z.int(),
  sha256: z.string(),
});

export interface StoredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly startedAt: string;
  readonly resumes: number;
}

/** One file, so that its parts cannot be of different moments: a line of JSON, then the checkpoint. */
export async function writeCheckpoint(key: string, stored: StoredCheckpoint): Promise<void> {
  const { checkpoint, startedAt, resumes } = stored;
  const body = encodeCheckpoint(checkpoint);
  const header = JSON.stringify({ startedAt, resumes, sha256: sha256(body) });
  await writeFileAtomic(
    cachePaths(key).checkpoint,
    Buffer.concat([Buffer.from(`${header}\n`), body]),
  );
}

/** Undefined where there is none, or none that is whole. */
export async function readCheckpoint(key: string): Promise<StoredCheckpoint | undefined> {
  try {
    const content = await readFile(cachePaths(key).checkpoint);
    const newline = content.indexOf('\n');
    const header = headerSchema.parse(JSON.parse(content.toString('utf8', 0, newline)));
    const body = content.subarray(newline + 1);
    if (sha256(body) !== header.sha256) return undefined;
    const { startedAt, resumes } = header;
    return { checkpoint: decodeCheckpoint(body), startedAt, resumes };
  } catch {
    // A training from the beginning is the remedy for any damage.
    return undefined;
  }
}

export async function removeCheckpoint(key: string): Promise<void> {
  await rm(cachePaths(key).checkpoint, { force: true });
}
