import { readFileSync } from 'node:fs';

/** A file of `/proc` or `/sys`, without the end of its last line; undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
