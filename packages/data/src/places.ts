import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheDirectory } from './cacheDirectory.js';
import { dataError } from './dataError.js';

/** A folder that may hold a data set. */
export interface Place {
  readonly kind: 'CONVBENCH_DATA' | 'cache' | 'system';
  readonly folder: string;
}

/**
 * Where a data set is looked for, in this order: `CONVBENCH_DATA` (its subfolder first, then itself), the cache,
 * the folder of Debian's package. Throws a `UserError` when `CONVBENCH_DATA` names no folder.
 */
export function places(name: string, env: NodeJS.ProcessEnv = process.env): readonly Place[] {
  const own = env['CONVBENCH_DATA'];
  if (own && !statSync(own, { throwIfNoEntry: false })?.isDirectory()) {
    throw dataError(
      `CONVBENCH_DATA is '${own}', which is not a folder.`,
      'Set it to a folder with the files of the data sets, or unset it.',
    );
  }
  return [
    ...(own ? [join(resolve(own), name), resolve(own)] : []).map((folder) => ({
      kind: 'CONVBENCH_DATA' as const,
      folder,
    })),
    { kind: 'cache', folder: cacheFolder(name, env) },
    { kind: 'system', folder: join('/usr/share/datasets', name) },
  ];
}

/** Where a fetched data set is kept. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheDirectory(env), 'datasets', name);
}

/** What to do about a damaged or incomplete data set, by where it lies. */
export function remedyFor(place: Place, title: string): string {
  switch (place.kind) {
    case 'CONVBENCH_DATA':
      return `Put the complete files of ${title} there, or unset CONVBENCH_DATA.`;
    case 'cache':
      return `Remove ${place.folder}; it is fetched again, or use the data set 'shapes', which needs no files.`;
    case 'system':
      return "Reinstall the package that brought it, or set CONVBENCH_DATA to a folder with the files, or use the data set 'shapes'.";
  }
}
