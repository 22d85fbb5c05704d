/** @file Which of the CUDA libraries that TensorFlow opens are not on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Of TensorFlow 2.21, built for CUDA 12 and cuDNN 9. If one of them cannot be opened, TensorFlow registers no GPU and
 * says so only in its log. The first comes with NVIDIA's driver.
 */
export const CUDA_LIBRARIES = [
  'libcuda.so.1',
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libcudnn.so.9',
] as const;

/** Looks where the system's loader would, and beside the library that this process holds. */
export function missingCudaLibraries(
  folders: readonly string[] = [...pathFolders(), ...bundledFolders()],
  system: string = loaderCache(),
): readonly string[] {
  const listed = new Set(system.split('\n').map((line) => line.trim().split(' ')[0]));
  return CUDA_LIBRARIES.filter(
    (name) => !listed.has(name) && !folders.some((folder) => existsSync(join(folder, name))),
  );
}

function pathFolders(): readonly string[] {
  return (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter((path) => path !== '');
}

/** The folders `nvidia/<part>/lib` beside the folder of libtensorflow, by which it finds what a set-up brought. */
function bundledFolders(): readonly string[] {
  const path = loadedLibraryPath();
  if (path === undefined) return [];
  const bundle = join(dirname(path), '..', 'nvidia');
  if (!existsSync(bundle)) return [];
  return readdirSync(bundle).map((part) => join(bundle, part, 'lib'));
}

/** Where this process has libtensorflow from. */
export function loadedLibraryPath(): string | undefined {
  try {
    const maps = readFileSync('/proc/self/maps', 'utf8');
    return /\s(\/\S*libtensorflow(?:_cc)?\.so\S*)/.exec(maps)?.[1];
  } catch {
    return undefined; // No Linux.
  }
}

function loaderCache(): string {
  const { stdout } = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${process.env['PATH'] ?? ''}${delimiter}/sbin${delimiter}/usr/sbin`,
    },
  });
  return stdout ?? '';
}
