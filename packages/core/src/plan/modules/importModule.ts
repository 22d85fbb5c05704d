import { fileURLToPath, pathToFileURL } from 'node:url';
import { extname, join, resolve } from 'node:path';
import * as formats from '@convbench/formats';
import * as graph from '@convbench/graph';
import * as spec from '@convbench/spec';
import { createJiti } from 'jiti';

// A plugin or config that stands alone, in a folder without node_modules, may import these; and it gets our copy.
const virtualModules = {
  '@convbench/spec': spec,
  '@convbench/graph': graph,
  '@convbench/formats': formats,
  convbench: spec,
};

const typeScript = new Set(['.ts', '.mts', '.cts', '.tsx']);

/**
 * Resolves a module specifier as an `import` in a file of `directory` would, and TypeScript files as well.
 * Returns a file URL, which keeps paths with '#', '%' and '?' intact. Throws what the resolver throws.
 */
export function resolveModule(specifier: string, directory: string): string {
  if (specifier.startsWith('file:')) return specifier;
  const isPath = /^\.{0,2}[\\/]|^[A-Za-z]:[\\/]/.test(specifier);
  const parent = pathToFileURL(join(directory, 'convbench.config.js')).href;
  const jiti = createJiti(parent);
  const id = isPath ? pathToFileURL(resolve(directory, specifier)).href : specifier;
  return jiti.esmResolve(id, parent);
}

/** Imports by URL: TypeScript and JSON through a transpiler, everything else natively. */
export async function importModule(url: string): Promise<Record<string, unknown>> {
  const path = fileURLToPath(url);
  const extension = extname(path);
  if (!typeScript.has(extension) && extension !== '.json')
    return (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
  const jiti = createJiti(url, { virtualModules });
  return await jiti.import<Record<string, unknown>>(path);
}
