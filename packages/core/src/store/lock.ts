import { readFileSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '@convbench/spec';
import { z } from '@convbench/spec';
import { fileError } from '../base/errors.js';

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** Tells a process from a later one with the same number; null where the system does not say. */
  processStart: z.string().nullable(),
  token: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

export interface Lock {
  release(): Promise<void>;
}

/** Field 22 of /proc/<pid>/stat: clock ticks from boot to the start of the process. */
function processStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  // Of another machine's process nothing is known: a shared disk keeps its lock.
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return owner.processStart === null || owner.processStart === processStart(owner.pid);
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Takes a lock file, so that one process at a time writes a run. Throws a `UserError` that names the process that holds
 * it.
 */
export async function acquireLock(path: string): Promise<Lock> {
  const lock = await takeLock(path, 'write in the folder of the run');
  if ('release' in lock) return lock;
  throw new UserError(
    'core',
    `${lock.holder} is writing this run (${path}).`,
    'Wait until it has ended or stop it; if no convbench runs there any more, delete the lock file.',
  );
}

/**
 * Takes a lock file, or says who holds it. A lock whose process has ended is taken over.
 *
 * @param purpose for the error of a file that cannot be written.
 */
export async function takeLock(
  path: string,
  purpose: string,
): Promise<Lock | { readonly holder: string }> {
  const token = crypto.randomUUID();
  const mine: Owner = {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    token,
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(path, 'wx');
      await handle.writeFile(JSON.stringify(mine));
      await handle.sync();
      await handle.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(error, purpose, path);
      const owner = await readOwner(path);
      if (owner !== undefined && isAlive(owner)) return { holder: nameOf(owner) };
      await rm(path, { force: true });
      continue;
    }
    // Two processes may have found the same dead lock: the one whose token stands there has it.
    const owner = await readOwner(path);
    if (owner?.token === token)
      return {
        release: async () => {
          if ((await readOwner(path))?.token === token) await rm(path, { force: true });
        },
      };
  }
  return { holder: nameOf(await readOwner(path)) };
}

function nameOf(owner: Owner | undefined): string {
  return owner === undefined ? 'Another process' : `Process ${owner.pid} on ${owner.host}`;
}
