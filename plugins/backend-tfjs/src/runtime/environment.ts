/** @file Environment variables that libtensorflow reads when it is loaded. */
import { availableParallelism } from 'node:os';
import type { Library } from '../engines.js';

export interface EnvironmentOptions {
  readonly library: Extract<Library, 'tfjs-node' | 'tfjs-node-gpu'>;
  readonly threads: number;
  /** CPUs that the process may use. */
  readonly cpus?: number;
}

/** Sets them in `env`. Later changes have no effect on a library that is loaded. */
export function setEnvironment(
  { library, threads, cpus = availableParallelism() }: EnvironmentOptions,
  env: NodeJS.ProcessEnv = process.env,
): void {
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  // Operators side by side fill the CPUs that one leaves idle; each has as many threads as were asked for. So together
  // they would take more CPUs, unless there are no more.
  env['TF_NUM_INTEROP_THREADS'] = String(threads >= cpus ? threads : 1);
  if (library === 'tfjs-node') {
    env['CUDA_VISIBLE_DEVICES'] = '-1';
    return;
  }
  // Eager operators go to TensorFlow's last GPU and graphs to its first, so there must be one.
  env['CUDA_VISIBLE_DEVICES'] = (env['CUDA_VISIBLE_DEVICES'] || '0').split(',')[0];
  // Otherwise TensorFlow takes all memory of the GPU at once, and its use tells nothing.
  env['TF_FORCE_GPU_ALLOW_GROWTH'] = 'true';
}

export interface LoadedThreads {
  /** Inside an operator. */
  readonly threads: number;
  /** Operators that are computed side by side. */
  readonly operatorsAtOnce: number;
}

/** What the library was loaded with. */
export function loadedThreads(env: NodeJS.ProcessEnv = process.env): LoadedThreads {
  return {
    threads: Number(env['TF_NUM_INTRAOP_THREADS']),
    operatorsAtOnce: Number(env['TF_NUM_INTEROP_THREADS']),
  };
}
