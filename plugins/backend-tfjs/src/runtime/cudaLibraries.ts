/** @file Which of the CUDA libraries that TensorFlow opens are not on this machine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { libraryPath, missingLibraries } from '@convbench/native';

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
export function missingCudaLibraries(): readonly string[] {
  return missingLibraries(CUDA_LIBRARIES, [...libraryPath(), ...bundledFolders()]);
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
