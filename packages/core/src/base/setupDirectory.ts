import { join } from 'node:path';
import { cacheDirectory } from '@convbench/data';

/** Where the set-up of a backend keeps what it makes: a folder of its own, which need not exist yet. */
export function setupDirectory(backend: string): string {
  return join(cacheDirectory(), 'backends', backend);
}
