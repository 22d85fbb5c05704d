/** @file One set-up at a time. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '@convbench/spec';

/**
 * Runs the task while this process holds the lock. A lock whose process is gone is taken over.
 *
 * @param room whose set-up it is, for the message of a refusal.
 */
export async function withLock<Result>(
  room: string,
  path: string,
  task: () => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  const holder = await take(path);
  if (holder !== undefined)
    throw new UserError(
      room,
      `Another set-up is running (process ${holder}).`,
      `Wait for it to end; if there is none, remove ${path}.`,
    );
  try {
    return await task();
  } finally {
    await rm(path, { force: true });
  }
}

/** Returns the process that holds it, or undefined when it is ours now. */
async function take(path: string): Promise<number | undefined> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (isAlive(holder)) return holder;
  await rm(path, { force: true });
  await writeFile(path, String(process.pid), { flag: 'wx' });
  return undefined;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
