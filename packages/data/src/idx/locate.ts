import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataError } from '../dataError.js';
import { remedyFor, type Place } from '../places.js';
import { filesOf, type IdxSetFacts } from './idxFacts.js';
import { pathOf, readVerified } from './verifiedFile.js';

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
        remedyFor(place, facts.title),
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
    await readVerified(path, file, remedyFor(place, facts.title));
    bytes += (await stat(path)).size;
  }
  return bytes;
}
