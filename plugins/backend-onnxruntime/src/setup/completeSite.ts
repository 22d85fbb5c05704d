/** @file What a bundle of CUDA has to hold, and what it gets from the npm package. */
import { constants } from 'node:fs';
import { access, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { CUDA_LIBRARIES, CUDNN_LIBRARY } from '../cuda/libraries.js';
import { ROOM } from '../runtime.js';
import { CORE_FOLDER, CORE_LIBRARY, LIBRARY_FOLDERS } from './places.js';

/** Beside onnxruntime's own library. */
export const PROVIDER_LIBRARIES = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
] as const;

/**
 * Puts a copy of the npm package's library beside the providers. A process with that folder in its library path loads
 * the copy, the copy finds the providers, and nothing has to be written into `node_modules`.
 *
 * @param bin folder of the npm package's libraries.
 * @throws UserError when a library is not there.
 */
export async function completeSite(site: string, bin: string): Promise<void> {
  for (const library of PROVIDER_LIBRARIES)
    if (!(await exists(join(site, CORE_FOLDER, library)))) throw lacking(library);
  for (const library of [...CUDA_LIBRARIES, CUDNN_LIBRARY]) {
    const found = await Promise.all(
      LIBRARY_FOLDERS.map((folder) => exists(join(site, folder, library))),
    );
    if (!found.includes(true)) throw lacking(library);
  }
  await copyFile(
    join(bin, CORE_LIBRARY),
    join(site, CORE_FOLDER, CORE_LIBRARY),
    // Where the file system can, the copy takes no room.
    constants.COPYFILE_FICLONE,
  );
}

function lacking(library: string): UserError {
  return new UserError(
    ROOM,
    `The packages that pip brought have no ${library}.`,
    "Add --official to run the npm package's own installer.",
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
