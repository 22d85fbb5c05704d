import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * URL of a module of this package that a thread is to load, by its name under `imports` of the manifest: the built one,
 * because a thread runs no TypeScript.
 */
export function builtModule(name: `#${string}`): string {
  return pathToFileURL(createRequire(import.meta.url).resolve(name)).href;
}
