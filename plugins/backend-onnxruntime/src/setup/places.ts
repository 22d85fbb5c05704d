/** @file Where the set-up of CUDA keeps its parts. */
import { join } from 'node:path';
import { bundlePlaces, type BundlePlaces } from '@convbench/native';

/** Of a version of onnxruntime: providers of another version do not load. */
export function cudaPlaces(directory: string, version: string): BundlePlaces {
  return bundlePlaces(directory, `cuda-${version}`);
}

/** Folders inside a bundle in which a process has to look for libraries. */
export const CORE_FOLDER = join('onnxruntime', 'capi');
export const LIBRARY_FOLDERS = [
  CORE_FOLDER,
  join('nvidia', 'cu13', 'lib'),
  join('nvidia', 'cudnn', 'lib'),
] as const;

/** onnxruntime itself, which looks for providers in its own folder. */
export const CORE_LIBRARY = 'libonnxruntime.so.1';
