import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { extname, join, resolve } from 'node:path';
import { inTime } from '../../base/inTime.js';
import { codeFolder } from './codeFolder.js';

/** The transpiler is large, and most processes see no TypeScript. */
const transpiler = () => import('jiti');

/** A plugin or config that stands alone, in a folder without node_modules, may import these; and it gets our copy. */
async function virtualModules(): Promise<Record<string, unknown>> {
  const spec = await import('@convbench/spec');
  return {
    '@convbench/spec': spec,
    '@convbench/spec/plain': await import('@convbench/spec/plain'),
    '@convbench/graph': await import('@convbench/graph'),
    '@convbench/formats': await import('@convbench/formats'),
    convbench: spec,
  };
}

const typeScript = new Set(['.ts', '.mts', '.cts', '.tsx']);

/** Resolves a package that comes with this one. Returns a file URL; throws what the resolver throws. */
export function resolveCompanion(specifier: string): string {
  return pathToFileURL(createRequire(import.meta.url).resolve(specifier)).href;
}

/**
 * Resolves a module specifier as an `import` in a file of `directory` would, and TypeScript files as well.
 * Returns a file URL, which keeps paths with '#', '%' and '?' intact. Throws what the resolver throws.
 */
export async function resolveModule(specifier: string, directory: string): Promise<string> {
  if (specifier.startsWith('file:')) return specifier;
  const isPath = /^\.{0,2}[\\/]|^[A-Za-z]:[\\/]/.test(specifier);
  const parent = pathToFileURL(join(directory, 'convbench.config.js')).href;
  const { createJiti } = await transpiler();
  const jiti = createJiti(parent, { fsCache: false });
  const id = isPath ? pathToFileURL(resolve(directory, specifier)).href : specifier;
  return jiti.esmResolve(id, parent);
}

/** The largest libraries load within seconds. */
const IMPORT_LIMIT_MS = 30_000;

/**
 * Imports by URL: TypeScript and JSON through a transpiler, everything else natively. Throws what the module throws, and an
 * `Error` for one that does not end.
 */
export function importModule(url: string): Promise<Record<string, unknown>> {
  const late = () =>
    new Error(
      `It was not loaded after ${IMPORT_LIMIT_MS / 1000} s: something that it awaits never comes.`,
    );
  return inTime(load(url), IMPORT_LIMIT_MS, late);
}

async function load(url: string): Promise<Record<string, unknown>> {
  const path = fileURLToPath(url);
  const extension = extname(path);
  if (!typeScript.has(extension) && extension !== '.json')
    return (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
  const { createJiti } = await transpiler();
  // By itself it would keep the code in the folder for temporary files, where others could put theirs.
  const fsCache = (await codeFolder('typescript')) ?? false;
  const jiti = createJiti(url, { virtualModules: await virtualModules(), fsCache });
  return await jiti.import<Record<string, unknown>>(path);
}
