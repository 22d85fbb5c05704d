/** @file Environment variables that libtensorflow reads when it is loaded. */
import type { Library } from '../engines.js';

export interface EnvironmentOptions {
  readonly library: Extract<Library, 'tfjs-node' | 'tfjs-node-gpu'>;
  readonly threads: number;
}

/** Sets them in `env`. Later changes have no effect on a library that is loaded. */
export function setEnvironment(
  { library, threads }: EnvironmentOptions,
  env: NodeJS.ProcessEnv = process.env,
): void {
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  // A second pool would compute branches side by side, with more threads than were asked for.
  env['TF_NUM_INTEROP_THREADS'] = '1';
  if (library === 'tfjs-node') {
    env['CUDA_VISIBLE_DEVICES'] = '-1';
    return;
  }
  // Eager operators go to TensorFlow's last GPU and graphs to its first, so there must be one.
  env['CUDA_VISIBLE_DEVICES'] = (env['CUDA_VISIBLE_DEVICES'] || '0').split(',')[0];
  // Otherwise TensorFlow takes all memory of the GPU at once, and its use tells nothing.
  env['TF_FORCE_GPU_ALLOW_GROWTH'] = 'true';
}

/** Threads inside an operator that the library was loaded with. */
export function loadedThreads(env: NodeJS.ProcessEnv = process.env): number {
  return Number(env['TF_NUM_INTRAOP_THREADS']);
}
