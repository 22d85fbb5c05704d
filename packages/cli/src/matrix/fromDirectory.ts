import { isAbsolute, relative, resolve } from 'node:path';
import { isModelPath } from '@convbench/core';

/**
 * A path that was written on the command line, so that it holds from a config's folder too. What is no path (the
 * name of a package, of an architecture) stays as it is.
 */
export function fromDirectory(text: string, directory: string): string {
  const isPath = /^\.{1,2}[\\/]/.test(text) || isModelPath(text);
  return isPath ? fileFromDirectory(text, directory) : text;
}

/** The same of what is a path in any case. */
export function fileFromDirectory(text: string, directory: string): string {
  if (isAbsolute(text) || resolve(directory) === process.cwd()) return text;
  const path = relative(directory, resolve(text));
  return path.startsWith('.') || isAbsolute(path) ? path : `./${path}`;
}
