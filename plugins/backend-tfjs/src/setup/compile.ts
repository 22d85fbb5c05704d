/** @file Compiles the binding that is in the npm package as source. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool, sha256Of } from '@convbench/native';
import type { ProgressListener } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';
import { LIBRARIES } from './completeSite.js';
import { nodeApiHeaders } from './headers.js';
import { NODE_API_VERSION, type Places } from './places.js';

/** The compiler: $CXX as build tools know it, or g++. */
export function compilerOf(env: NodeJS.ProcessEnv = process.env): string {
  return env['CXX'] || 'g++';
}

/** The addon finds the library by its absolute path, so both stay in the cache. */
export async function compileAddon(
  packageFolder: string,
  { site, addon, addonChecksum }: Places,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  onProgress({ message: 'compiling the binding' });
  const headers = nodeApiHeaders();
  if (headers === undefined) throw new Error('The headers of Node are not installed.');
  const library = join(site, 'tensorflow');
  const made = `${addon}.${process.pid}`;
  const { code, stderr } = await runTool(
    compilerOf(),
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NODE_API_VERSION}`],
      ...[`-I${join(library, 'include')}`, `-I${headers}`],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name)),
      // The wheel has the libraries under their full names only.
      ...[`-L${library}`, ...LIBRARIES.map((name) => `-l:${name}`)],
      ...[`-Wl,-rpath,${library}`, '-o', made],
    ],
    { signal },
  );
  if (code !== 0)
    throw new UserError(
      ROOM,
      `The binding does not compile: ${firstError(stderr)}.`,
      'Take g++ 9 or newer (set CXX to choose a compiler), or the default version of TensorFlow.',
    );
  await writeFile(addonChecksum, await sha256Of(made));
  await rename(made, addon);
}

function firstError(stderr: string): string {
  const line = stderr.split('\n').find((text) => text.includes('error')) ?? stderr.split('\n')[0];
  return (line ?? 'the compiler gave no reason').trim().replace(/\.$/, '');
}
