import { isMine, openFolder } from './openFolder.js';

/**
 * Makes a folder that this user alone can read and write, or takes the one that is there if it is so. What is in it may
 * be executed. Returns undefined where there is no such folder and none can be made: it belongs to another user, it is a
 * link, or the disk is read-only.
 */
export async function privateFolder(path: string): Promise<string | undefined> {
  const handle = await openFolder(path, 0o700).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { uid, mode } = await handle.stat();
    if (!isMine(uid)) return undefined;
    if ((mode & 0o077) !== 0) await handle.chmod(0o700);
    return path;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
