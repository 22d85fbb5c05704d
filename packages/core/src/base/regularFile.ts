import type { Stats } from 'node:fs';
import { UserError } from '@convbench/spec/plain';

/**
 * Refuses what is no file, before it is read: a pipe would be waited for, a device would fill the memory.
 *
 * Throws a `UserError` for a folder, a pipe, a device or a socket, and for a file beyond the limit.
 *
 * @param what with its article and the path: 'The config "a.json"'.
 */
export function requireRegularFile(stats: Stats, what: string, maxBytes = Infinity): void {
  if (!stats.isFile())
    throw new UserError(
      'core',
      `${what} is ${stats.isDirectory() ? 'a folder' : 'a pipe or a device'}, and no file.`,
      'Give the path of a file.',
    );
  if (stats.size > maxBytes)
    throw new UserError(
      'core',
      `${what} has ${stats.size} bytes; ${maxBytes} are the most that can be read.`,
      'Check whether it is the file that you mean.',
    );
}
