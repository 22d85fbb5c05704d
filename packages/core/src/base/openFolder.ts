import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a folder where there is none, and opens it, so that what is asked and changed is this folder. Follows no link. */
export async function openFolder(path: string, mode: number): Promise<FileHandle> {
  const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;
  // The mode is this folder's alone, not that of the folders above it.
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

/** Windows has no such number, and keeps the folders of its users apart by itself. */
export const isMine = (uid: number): boolean =>
  process.getuid === undefined || process.getuid() === uid;
