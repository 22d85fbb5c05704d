import { join } from 'node:path';
import { cacheDirectory } from '@convbench/data';

export interface CachePaths {
  /** All weights of this machine. */
  readonly root: string;
  /** Finished weights; appears whole. */
  readonly entry: string;
  /** Of an unfinished training. */
  readonly checkpoint: string;
}

export function weightsRoot(cache = cacheDirectory()): string {
  return join(cache, 'weights');
}

/** Where a training's weights and checkpoint are, whether or not they are there. */
export function cachePaths(key: string, cache = cacheDirectory()): CachePaths {
  const root = weightsRoot(cache);
  return { root, entry: join(root, key), checkpoint: join(root, `${key}.checkpoint`) };
}
