import { isAbsolute, basename, posix, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sha256 } from '../../base/hash.js';

/** Whether a specifier or URL of a plugin names an ONNX file, which is loaded as an architecture of its own. */
export function isModelPath(specifier: string): boolean {
  return /\.onnx$/i.test(specifier);
}

/** URL of a model's file; always a path, never the name of a package. */
export function modelUrl(specifier: string, directory: string): string {
  return specifier.startsWith('file:')
    ? specifier
    : pathToFileURL(resolve(directory, specifier)).href;
}

/**
 * What the model is called in plans, records and reports: its path as it was written, so that models of one name in
 * several folders stay apart. Of an absolute path only the name of the file: records travel to other machines.
 */
export function modelId(specifier: string): string {
  if (specifier.startsWith('file:')) return basename(fileURLToPath(specifier));
  if (isAbsolute(specifier)) return basename(specifier);
  return posix.normalize(specifier.replaceAll('\\', '/'));
}

/** The name of the plugin that a model becomes: readable, unique per id. */
export function modelPluginName(id: string): string {
  const words = id
    .toLowerCase()
    .replace(/\.onnx$/, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return ['onnx', ...words, sha256(id).slice(0, 8)].join('-');
}
