/** @file Loads tfjs-node or tfjs-node-gpu, and with it libtensorflow. */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { sep } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { ROOM, type Library } from '../engines.js';
import type { Binding, NodeBackend } from './binding.js';
import { loadedThreads, setEnvironment, type LoadedThreads } from './environment.js';
import { quieten, selectBackend, type Tfjs } from './javascript.js';
import { restoreNodeUtil } from './nodeShim.js';

export type NativeLibrary = Extract<Library, 'tfjs-node' | 'tfjs-node-gpu'>;

/** npm's names. Both bring the same binding, which must be in a process only once. */
export const NATIVE_PACKAGES: Readonly<Record<NativeLibrary, string>> = {
  'tfjs-node': '@tensorflow/tfjs-node',
  'tfjs-node-gpu': '@tensorflow/tfjs-node-gpu',
};

export const TENSORFLOW = 'tensorflow';

/** Threads are fixed when the library is loaded. */
export interface NativeRuntime extends LoadedThreads {
  readonly tf: Tfjs;
  readonly binding: Binding;
  /** Version of libtensorflow. */
  readonly version: string;
  readonly usesGpu: boolean;
}

/**
 * Loads the library on the first call; `threads` of later calls change nothing.
 *
 * @throws UserError when it is not set up on this machine, does not load, or the process holds the other package.
 */
export async function loadNative(
  library: NativeLibrary,
  threads: number = availableParallelism(),
): Promise<NativeRuntime> {
  refuseTheOther(library);
  if (!isLoaded(library)) setEnvironment({ library, threads });
  restoreNodeUtil();
  const tf = await importPackage(library);
  quieten(tf);
  await selectBackend(tf, TENSORFLOW);
  const { binding, isUsingGpuDevice } = tf.backend() as unknown as NodeBackend;
  return {
    tf,
    binding,
    version: binding.TF_Version,
    usesGpu: isUsingGpuDevice,
    ...loadedThreads(),
  };
}

async function importPackage(library: NativeLibrary): Promise<Tfjs> {
  const name = NATIVE_PACKAGES[library];
  try {
    // Not a literal: the package is optional, and neither the compiler nor a bundler may ask for it.
    return ((await import(name)) as { default: Tfjs }).default;
  } catch (cause) {
    throw loadError(library, cause as Error & { code?: string });
  }
}

/** What is wrong, told from the message of the failed import. */
export function loadError(library: NativeLibrary, cause: Error & { code?: string }): UserError {
  const name = NATIVE_PACKAGES[library];
  const setUp = `Run \`convbench setup tfjs ${library === 'tfjs-node' ? 'cpu' : 'gpu'}\`.`;
  const because = (problem: string, remedy: string): UserError =>
    new UserError(ROOM, problem, remedy, { cause });
  if (cause.code === 'ERR_MODULE_NOT_FOUND' || cause.code === 'MODULE_NOT_FOUND')
    return because(
      `The optional package ${name} is not installed.`,
      'Run `npm install --include=optional`.',
    );
  if (cause.message.includes('native addon module'))
    return because('libtensorflow is not set up.', setUp);
  const [, missing] = /^(\S+\.so\S*): cannot open shared object file/.exec(cause.message) ?? [];
  if (missing !== undefined)
    return because(`The library ${missing}, which ${name} needs, is not there.`, setUp);
  const [reason = ''] = cause.message.split('\n');
  return because(`${name} does not load: ${reason.replace(/\.$/, '')}.`, setUp);
}

function refuseTheOther(library: NativeLibrary): void {
  const other = library === 'tfjs-node' ? 'tfjs-node-gpu' : 'tfjs-node';
  if (!isLoaded(other)) return;
  throw new UserError(
    ROOM,
    `This process holds ${NATIVE_PACKAGES[other]}; ${NATIVE_PACKAGES[library]} cannot join it.`,
    'Use one of the two in a process: convbench measures each cell in one of its own.',
  );
}

function isLoaded(library: NativeLibrary): boolean {
  const folder = `${sep}${NATIVE_PACKAGES[library].replace('/', sep)}${sep}`;
  return Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes(folder));
}
