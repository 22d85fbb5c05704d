import { statfs } from 'node:fs/promises';
import { UserError } from '@convbench/spec';
import { traitsOf } from '../sources/traits.js';
import type { PlannedWeights } from '../sources/weightSource.js';

/** For records, reports and what else happens on the disk meanwhile. */
const reserveBytes = 64 * 2 ** 20;

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Throws a `UserError` when the weights that are to be made would not fit on the cache's disk. */
export async function checkSpace(
  cacheRoot: string,
  planned: readonly Pick<PlannedWeights, 'source' | 'static' | 'cache'>[],
): Promise<void> {
  const wanted = planned
    .filter(({ cache }) => cache.state !== 'done')
    .map(({ source, static: cost }) => traitsOf(source).copies * cost.weightBytes)
    .reduce((sum, bytes) => sum + bytes, reserveBytes);
  const { bavail, bsize } = await statfs(cacheRoot);
  const free = bavail * bsize;
  if (free < wanted)
    throw new UserError(
      'core',
      `The disk of the weights cache ${JSON.stringify(cacheRoot)} has ${mebibytes(free)} free, and the weights may need ${mebibytes(wanted)}.`,
      'Free some space, or set CONVBENCH_CACHE to a folder on another disk.',
    );
}
