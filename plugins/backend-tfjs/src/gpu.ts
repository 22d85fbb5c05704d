/** @file Whether TensorFlow uses a GPU, and if not, what it lacks. */
import { UserError } from '@convbench/spec/plain';
import { ROOM, type Engine } from './engines.js';
import { missingCudaLibraries } from './runtime/cudaLibraries.js';
import type { NativeRuntime } from './runtime/native.js';

/**
 * @param findMissing CUDA libraries that are not on this machine.
 * @throws UserError where TensorFlow would compute on the CPU: its figures would be those of another engine.
 */
export function requireGpu(
  engine: Engine,
  runtime: Pick<NativeRuntime, 'usesGpu'>,
  findMissing: () => readonly string[] = missingCudaLibraries,
): void {
  if (runtime.usesGpu) return;
  const missing = findMissing();
  const because =
    missing.length === 0
      ? 'it found no GPU that it can use'
      : `these libraries are missing: ${missing.join(', ')}`;
  throw new UserError(
    ROOM,
    `TensorFlow would run ${engine.device} on the CPU: ${because}.`,
    missing.includes('libcuda.so.1')
      ? "Install NVIDIA's driver, which brings libcuda.so.1, or choose the engine node-graph."
      : missing.length > 0
        ? 'Run `convbench setup tfjs gpu`, which brings them.'
        : 'See `nvidia-smi`; unset CUDA_VISIBLE_DEVICES or set it to one GPU; or choose the engine node-graph.',
  );
}
