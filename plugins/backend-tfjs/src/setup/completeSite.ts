/** @file What has to be in the packages that pip brought, and what they forget. */
import { stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';

export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** @throws UserError when the library is not there. */
export async function completeSite(site: string): Promise<void> {
  for (const library of LIBRARIES)
    if (!(await exists(join(site, 'tensorflow', library))))
      throw new UserError(
        ROOM,
        `The package of TensorFlow that pip brought has no ${library}.`,
        'Choose another version with --tensorflow.',
      );
  await linkCusolver(site);
}

/**
 * The wheel's library looks for CUDA's in folders beside it and forgets the one of cuSOLVER; without it TensorFlow
 * uses no GPU and says so in its log only.
 */
async function linkCusolver(site: string): Promise<void> {
  const cusparse = join(site, 'nvidia', 'cusparse', 'lib');
  if (!(await exists(cusparse))) return;
  await symlink('../../cusolver/lib/libcusolver.so.11', join(cusparse, 'libcusolver.so.11'));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
