import { UserError } from '@convbench/spec/plain';
import { readCacheEntry } from '../../plan/cache/weightsCache.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';

/** Weights that a run has brought into the cache. Throws a `UserError` where they are gone. */
export async function cachedWeights(key: string): Promise<CacheEntry> {
  const entry = await readCacheEntry(key, { verify: false });
  if (entry !== undefined) return entry;
  throw new UserError(
    'core',
    'The weights are not in the cache any more.',
    'Run again with --resume and without clearing the cache meanwhile: they are trained again.',
  );
}
