import type { FileHandle } from 'node:fs/promises';
import { UserError } from '@convbench/spec/plain';
import { fileError } from './errors.js';
import { isMine, openFolder } from './openFolder.js';

/**
 * Makes a folder of all users of the machine, or takes the one that is there. Follows no link, and changes the mode of
 * nothing but a folder of this user's.
 *
 * Throws a `UserError` for what is no folder or cannot be written.
 */
export async function sharedFolder(path: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await openFolder(path, 0o777);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ELOOP', 'ENOTDIR', 'EEXIST', 'ENXIO'].includes(code))
      throw fileError(error, 'make the folder', path);
    throw new UserError(
      'core',
      `${JSON.stringify(path)} should be a folder of all users of this machine, and is a link or a file (${code}).`,
      'Delete it, after a look at who put it there.',
      { cause: error },
    );
  }
  try {
    const { uid, mode } = await handle.stat();
    if (isMine(uid) && (mode & 0o777) !== 0o777) await handle.chmod(0o777);
  } finally {
    await handle.close();
  }
}
