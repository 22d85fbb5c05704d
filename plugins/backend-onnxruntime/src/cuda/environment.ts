/** @file What a process needs in its environment to compute with CUDA, and on one GPU alone. */
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { libraryPath, visibleGpu } from '@convbench/native';
import { ROOM } from '../runtime.js';
import { CORE_FOLDER, CORE_LIBRARY, cudaPlaces, LIBRARY_FOLDERS } from '../setup/places.js';
import { installedPackage } from '../setup/release.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface CudaProcess {
  /** Which of the GPUs that may be used; counted as nvidia-smi does. */
  readonly index: number;
  /** Where the set-up keeps what it makes. */
  readonly directory: string;
  /** Of onnxruntime; for tests. */
  readonly version?: string | undefined;
}

/** @throws UserError where `CUDA_VISIBLE_DEVICES` does not have so many GPUs. */
export async function cudaEnvironment(
  current: Environment,
  { index, directory, version = installedPackage()?.version }: CudaProcess,
): Promise<Readonly<Record<string, string>>> {
  return { ...visibleGpu(current, index, ROOM), ...(await libraries(current, directory, version)) };
}

/** After the folders that a user has set. */
async function libraries(
  current: Environment,
  directory: string,
  version: string | undefined,
): Promise<Record<string, string>> {
  if (version === undefined) return {};
  const { site } = cudaPlaces(directory, version);
  try {
    await access(join(site, CORE_FOLDER, CORE_LIBRARY));
  } catch {
    return {}; // Not set up; the machine may have libraries of its own.
  }
  return {
    LD_LIBRARY_PATH: [
      ...libraryPath(current),
      ...LIBRARY_FOLDERS.map((folder) => join(site, folder)),
    ].join(delimiter),
  };
}
