import { randomUUID } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  rename,
  rm,
  rmdir,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec';
import { fileError } from '../base/errors.js';
import { readSmallFile } from '../base/readSmallFile.js';
import { isAlive, lockOwner, parseOwner } from './lockOwner.js';

export interface Lock {
  release(): Promise<void>;
}

export interface LockOptions {
  /** For the error of a folder that cannot be written: 'write in the folder of the run'. */
  readonly purpose: string;
  /** All users of the machine take this lock, and take it over from each other. */
  readonly shared?: boolean;
}

/** What a holder's claim is called; nothing else in a lock is ever read or deleted. */
const CLAIM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/;
/** What a rename says when the lock is held; Windows says EPERM. */
const HELD = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'];
/** Each attempt but the last lost against a holder that was gone when it was looked for. */
const ATTEMPTS = 20;

/**
 * Takes a lock, so that one process at a time writes a run. Throws a `UserError` that names the process that holds it.
 */
export async function acquireLock(path: string): Promise<Lock> {
  const lock = await takeLock(path, { purpose: 'write in the folder of the run' });
  if ('release' in lock) return lock;
  throw new UserError(
    'core',
    `${lock.holder} is writing this run (${path}).`,
    'Wait until it has ended or stop it; if no convbench runs there any more, delete the lock.',
  );
}

/**
 * Takes a lock, or says who holds it. The lock of a process that has ended is taken over.
 *
 * A lock is a folder with one file, the claim of its holder, which has a name of its own. Three rules of the file system
 * make it safe, with no moment at which two processes can hold it:
 *
 * - A folder comes into its place by a rename, whole, and only where there is none or an empty one.
 * - Whoever finds the claim of a dead process deletes it by its name, so that it cannot hit the claim of another who was
 *   faster.
 * - A folder that is not empty cannot be removed.
 *
 * Throws a `UserError` for a place that cannot be written, and for something at the place that is no lock.
 */
export async function takeLock(
  path: string,
  options: LockOptions,
): Promise<Lock | { readonly holder: string }> {
  const { purpose, shared = false } = options;
  const token = randomUUID();
  const mine = `${path}.${token}`;
  const claim = `${token}.json`;
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const holder = await livingHolder(path, shared);
      if (holder !== undefined) return { holder };
      if (attempt === 0) await makeClaim(mine, claim, shared);
      if (await movesInto(mine, path)) return { release: () => release(path, claim) };
    }
    return { holder: 'Another process' };
  } catch (error) {
    throw fileError(error, purpose, path);
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

async function makeClaim(folder: string, claim: string, shared: boolean): Promise<void> {
  await mkdir(folder);
  const file = join(folder, claim);
  // Not synced: what a power cut leaves of it names nobody, and nobody is alive then.
  await writeFile(file, JSON.stringify(lockOwner()));
  if (!shared) return;
  // Other users read it, and delete it when this process has died.
  await chmod(file, 0o644);
  await chmod(folder, 0o777);
}

async function movesInto(folder: string, place: string): Promise<boolean> {
  try {
    await rename(folder, place);
    return true;
  } catch (error) {
    if (HELD.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function release(path: string, claim: string): Promise<void> {
  await rm(join(path, claim), { force: true });
  await removeEmpty(path);
}

/** Not where another process has come in between. */
const removeEmpty = (path: string) => rmdir(path).catch(() => undefined);

/** Who holds the lock; undefined when nobody does any more. Deletes the claims of the dead. */
async function livingHolder(path: string, shared: boolean): Promise<string | undefined> {
  const stats = await lstat(path).catch(ifThere);
  if (stats === undefined) return undefined;
  // A file is a lock of convbench 0.1.0 before it had folders. To delete it cannot hit a folder that has come since.
  if (stats.isFile()) return holderIn(path, shared);
  if (!stats.isDirectory())
    throw new UserError(
      'core',
      `${JSON.stringify(path)} should be a lock, and is neither a folder nor a file.`,
      'Delete it, after a look at who put it there.',
    );
  const claims = ((await readdir(path).catch(ifThere)) ?? []).filter((name) => CLAIM.test(name));
  for (const name of claims) {
    const holder = await holderIn(join(path, name), shared);
    if (holder !== undefined) return holder;
  }
  // Only Windows needs it: elsewhere a folder may be renamed onto an empty one.
  await removeEmpty(path);
  return undefined;
}

/** The living process that a claim names. Deletes the claim of a dead one, and what is no claim. */
async function holderIn(file: string, shared: boolean): Promise<string | undefined> {
  const content = await readSmallFile(file).catch((error: NodeJS.ErrnoException) => error.code);
  if (content === 'ENOENT') return undefined;
  if (content === 'EACCES') return 'A process of another user';
  const owner = typeof content === 'object' ? parseOwner(content.text) : undefined;
  if (typeof content === 'object' && owner !== undefined)
    if (isAlive(owner, shared ? content.uid : undefined))
      return `Process ${owner.pid} on ${owner.host}`;
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'EISDIR', 'EPERM'].includes(error.code ?? '')) throw error;
  });
  return undefined;
}

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
