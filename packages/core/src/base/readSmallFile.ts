import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export interface SmallFile {
  readonly text: string;
  /** Number of the user that it belongs to. */
  readonly uid: number;
}

/**
 * Reads a small regular file in a folder that others may write in: follows no link, waits for no pipe, and reads no more
 * than `maxBytes`. Rejects with what `open` says, and with `EINVAL` for anything but such a file.
 */
export async function readSmallFile(path: string, maxBytes = 4096): Promise<SmallFile> {
  const handle = await open(
    path,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > maxBytes)
      throw Object.assign(new Error('It is no small file.'), { code: 'EINVAL' });
    const buffer = Buffer.alloc(maxBytes);
    const { bytesRead } = await handle.read(buffer, 0, maxBytes, 0);
    return { text: buffer.toString('utf8', 0, bytesRead), uid: stats.uid };
  } finally {
    await handle.close();
  }
}
