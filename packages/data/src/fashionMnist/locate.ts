import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../cacheDirectory.js';
import { dataError } from '../dataError.js';
import { filesOf, type IdxSetFacts } from './facts.js';
import { pathOf, readVerified } from './verifiedFile.js';

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

/**
 * The first place that holds any of the files; undefined when there is none. A place with a part of the files is a
 * `UserError`, never passed over: it is what somebody wanted to use.
 */
export function locate(facts: IdxSetFacts, among: readonly Place[]): Place | undefined {
  for (const place of among) {
    const absent = filesOf(facts).filter((file) => !pathOf(place.folder, file));
    if (absent.length === 0) return place;
    if (absent.length < filesOf(facts).length) {
      throw dataError(
        `${place.folder} holds only a part of ${facts.title}: expected 4 files, found none named ${absent.map((file) => `${file.name}[.gz]`).join(', ')}.`,
        remedyFor(place, facts),
      );
    }
  }
  return undefined;
}

/** Verifies all four files of a place and returns how many bytes they take. Throws what `readVerified` throws. */
export async function verifyPlace(facts: IdxSetFacts, place: Place): Promise<number> {
  let bytes = 0;
  for (const file of filesOf(facts)) {
    const path = pathOf(place.folder, file) ?? join(place.folder, `${file.name}.gz`);
    await readVerified(path, file, remedyFor(place, facts));
    bytes += (await stat(path)).size;
  }
  return bytes;
}

/** What to do about a damaged or incomplete data set, by where it lies. */
export function remedyFor(place: Place, facts: IdxSetFacts): string {
  switch (place.kind) {
    case 'CONVBENCH_DATA':
      return `Put the complete files of ${facts.title} there, or unset CONVBENCH_DATA.`;
    case 'cache':
      return `Remove ${place.folder}; it is fetched again, or use the data set 'shapes', which needs no files.`;
    case 'system':
      return "Reinstall the package that brought it, or set CONVBENCH_DATA to a folder with the files, or use the data set 'shapes'.";
  }
}
