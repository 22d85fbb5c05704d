import { statfs } from 'node:fs/promises';
import { UserError } from '@convbench/spec';
import type { PlannedPretrained, PlannedTraining } from './types.js';

/**
 * Weights; a checkpoint (parameters with up to two optimizer slots, an average, those of the best epoch) and its
 * successor while it is written.
 */
const copiesPerTraining = 11;
/** For records, reports and what else happens on the disk meanwhile. */
const reserveBytes = 64 * 2 ** 20;

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Throws a `UserError` when the weights that are to be trained would not fit on the cache's disk. */
export async function checkSpace(
  cacheRoot: string,
  trainings: readonly PlannedTraining[],
  pretrained: readonly PlannedPretrained[] = [],
): Promise<void> {
  const bytesOf = (copies: number, planned: readonly (PlannedTraining | PlannedPretrained)[]) =>
    planned
      .filter(({ cache }) => cache.state !== 'done')
      .reduce((sum, each) => sum + copies * each.static.weightBytes, 0);
  const wanted = reserveBytes + bytesOf(copiesPerTraining, trainings) + bytesOf(1, pretrained);
  const { bavail, bsize } = await statfs(cacheRoot);
  const free = bavail * bsize;
  if (free < wanted)
    throw new UserError(
      'core',
      `The disk of the weights cache ${JSON.stringify(cacheRoot)} has ${mebibytes(free)} free, and the weights may need ${mebibytes(wanted)}.`,
      'Free some space, or set CONVBENCH_CACHE to a folder on another disk.',
    );
}
