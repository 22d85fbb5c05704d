import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../base/errors.js';

/** `2026-11-25T03-44-56`: sorts by time and is a valid name everywhere. */
export function timeStamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(':', '-');
}

/** Makes a new folder for a run under `root` (made as well) and returns its path. Throws a `UserError` if it cannot. */
export async function newRunDirectory(root: string, startedAt: Date): Promise<string> {
  try {
    await mkdir(root, { recursive: true });
    for (let attempt = 1; ; attempt++) {
      const path = join(root, timeStamp(startedAt) + (attempt === 1 ? '' : `-${attempt}`));
      try {
        await mkdir(path);
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw fileError(error, 'make a folder for the run in', root);
  }
}
