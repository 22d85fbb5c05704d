import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from '@convbench/spec';
import { processStart } from '../base/processStart.js';

const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** Tells a process from a later one with the same number; null where the system does not say. */
  processStart: z.string().nullable(),
});

/** The process that holds a lock, as it stands in the lock. */
export type LockOwner = z.infer<typeof ownerSchema>;

/** What a lock says of the process that holds it. */
export function lockOwner(pid: number = process.pid): LockOwner {
  return { pid, host: hostname(), processStart: processStart(pid) };
}

/** Undefined for a text that no lock of ours holds. */
export function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Whether the process still runs. Of another machine's process nothing is known: a shared disk keeps its lock.
 *
 * @param uid the user that wrote the lock, where others could have written it: a lock can only name a process of its
 *   writer's, so that nobody can plant one that names a process without end.
 */
export function isAlive(owner: LockOwner, uid?: number): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (owner.processStart !== processStart(owner.pid)) return false;
  return uid === undefined || userOf(owner.pid) === undefined || userOf(owner.pid) === uid;
}

/** Number of the user whose process it is; undefined where the system does not say. */
function userOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}
