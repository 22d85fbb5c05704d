import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Makes a rename in the folder durable. Some systems cannot sync a folder: then the rename is as safe as it gets. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'].includes(code)) throw error;
  }
}

/** Writes and syncs; the file may be seen half written. */
export async function writeFileSynced(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file so that a reader sees the old content or the new, never a part: temporary name, sync, rename.
 * Makes the folder where it is missing.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = join(directory, `.${basename(path)}.${process.pid}-${randomUUID()}.tmp`);
  try {
    await writeFileSynced(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/**
 * Moves a finished folder to its place in a cache. One that is there already stays if `isWhole` says so; a broken one is
 * moved away in one step, so that whoever reads it at this moment sees it whole or not at all.
 */
export async function moveIntoPlace(
  temporary: string,
  place: string,
  isWhole: () => Promise<boolean>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(temporary, place);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (attempt === 3 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) throw error;
      if (await isWhole()) return;
      const broken = `${temporary}.broken`;
      await rename(place, broken);
      await rm(broken, { recursive: true, force: true });
    }
  }
}
