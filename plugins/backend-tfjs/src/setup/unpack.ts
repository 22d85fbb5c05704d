/** @file Takes libraries and headers out of wheels. */
import { mkdir, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, type ProgressListener } from '@convbench/spec';
import { ROOM } from '../engines.js';
import { runTool } from './runTool.js';

/**
 * Wheels are zip archives, and Python, which pip needs anyhow, opens those. Licences come along with what they are
 * of. Each wheel is removed once its files are out, so that both need not fit on the disk at once.
 */
const UNPACK_PROGRAM = `
import glob, os, sys, zipfile
wheels, site = sys.argv[1:]
for wheel in sorted(glob.glob(os.path.join(wheels, '*.whl'))):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            library = name.startswith(('tensorflow/libtensorflow_', 'nvidia/')) and '.so' in name
            header = name.startswith('tensorflow/include/') and name.endswith('.h') and ('/c/' in name or 'ctstring' in name)
            notice = name.rsplit('/', 1)[-1].upper().startswith(('LICENSE', 'NOTICE', 'METADATA'))
            if library or header or (notice and name.count('/') < 3):
                archive.extract(name, site)
    os.remove(wheel)
`;

export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** @throws UserError when an archive is damaged, lacks the library, or the disk is full. */
export async function unpackWheels(
  wheels: string,
  site: string,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  onProgress({ message: 'unpacking libtensorflow' });
  await rm(site, { recursive: true, force: true });
  await mkdir(site, { recursive: true });
  const { code, stderr } = await runTool('python3', ['-c', UNPACK_PROGRAM, wheels, site], {
    signal,
  });
  if (code !== 0)
    throw new UserError(
      ROOM,
      `The libraries could not be unpacked: ${stderr.trim().split('\n').at(-1) ?? ''}.`,
      'Mend what it names (room on the disk, for example) and run the set-up again.',
    );
  for (const library of LIBRARIES) {
    const path = join(site, 'tensorflow', library);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isThere)
      throw new UserError(
        ROOM,
        `The package of TensorFlow that pip brought has no ${library}.`,
        'Choose another version with --tensorflow.',
      );
  }
  await linkCusolver(site);
}

/**
 * The wheel's library looks for CUDA's in folders beside it and forgets the one of cuSOLVER; without it TensorFlow
 * uses no GPU and says so in its log only.
 */
async function linkCusolver(site: string): Promise<void> {
  const cusparse = join(site, 'nvidia', 'cusparse', 'lib');
  const exists = await stat(cusparse).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  await symlink('../../cusolver/lib/libcusolver.so.11', join(cusparse, 'libcusolver.so.11'));
}
