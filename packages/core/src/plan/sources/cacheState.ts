import { hasCheckpoint, readCacheEntry } from '../cache/weightsCache.js';

export type CacheState =
  | { readonly state: 'done' }
  /** A training was interrupted; it goes on from this step. */
  | { readonly state: 'checkpoint' }
  | { readonly state: 'missing' };

/** What the weights cache holds of a key. Checksums are verified when a run begins. */
export async function cacheState(key: string): Promise<CacheState> {
  if ((await readCacheEntry(key, { verify: false })) !== undefined) return { state: 'done' };
  return { state: (await hasCheckpoint(key)) ? 'checkpoint' : 'missing' };
}
