import { hasCheckpoint, readCacheEntry } from '../cache/weightsCache.js';
import type { CacheState } from './types.js';

/** What the weights cache holds of a training. Checksums are verified when a run begins. */
export async function cacheState(key: string): Promise<CacheState> {
  if ((await readCacheEntry(key, { verify: false })) !== undefined) return { state: 'done' };
  return { state: (await hasCheckpoint(key)) ? 'checkpoint' : 'missing' };
}
