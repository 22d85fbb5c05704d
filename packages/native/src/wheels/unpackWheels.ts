/** @file Takes libraries and headers out of wheels. */
import { mkdir, rm } from 'node:fs/promises';
import type { ProgressListener } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { runTool } from '../tools/runTool.js';
import type { Bundle } from './types.js';

/**
 * Wheels are zip archives, and Python, which pip needs anyhow, opens those. Licences come along with what they are
 * of. Each wheel is removed once its files are out, so that both need not fit on the disk at once.
 */
const UNPACK_PROGRAM = `
import glob, os, re, sys, zipfile
wheels, site, *keep = sys.argv[1:]
for wheel in sorted(glob.glob(os.path.join(wheels, '*.whl'))):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            notice = name.rsplit('/', 1)[-1].upper().startswith(('LICENSE', 'NOTICE', 'METADATA'))
            if any(re.search(each, name) for each in keep) or (notice and name.count('/') < 3):
                archive.extract(name, site)
    os.remove(wheel)
`;

/** @throws UserError when an archive is damaged or the disk is full. */
export async function unpackWheels(
  { room, title, keep }: Pick<Bundle, 'room' | 'title' | 'keep'>,
  wheels: string,
  site: string,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  onProgress({ message: `unpacking ${title}` });
  await rm(site, { recursive: true, force: true });
  await mkdir(site, { recursive: true });
  const patterns = keep.map(({ source }) => source);
  const { code, stderr } = await runTool(
    'python3',
    ['-c', UNPACK_PROGRAM, wheels, site, ...patterns],
    { signal },
  );
  if (code !== 0)
    throw new UserError(
      room,
      `The libraries could not be unpacked: ${stderr.trim().split('\n').at(-1) ?? ''}.`,
      'Mend what it names (room on the disk, for example) and run the set-up again.',
    );
}
