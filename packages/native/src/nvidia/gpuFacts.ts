/** @file What a record says of the NVIDIA GPU that a process computes with. */
import { askNvidia, ownGpu, type NvidiaAnswer } from './nvidiaGpu.js';

export type GpuFacts = Readonly<Record<string, string | number | boolean>> & {
  /** Whether engines may round factors to TensorFloat-32. */
  readonly tf32: boolean;
};

/** TensorFloat-32 came with this compute capability (Ampere). */
const TF32_FROM = 8;

/** Of the GPU that this process sees; what the driver does not tell is left out. */
export async function gpuFacts(
  env: Readonly<Record<string, string | undefined>> = process.env,
  ask: () => Promise<NvidiaAnswer> = askNvidia,
): Promise<GpuFacts> {
  const answer = await ask();
  const gpu = 'gpus' in answer ? ownGpu(answer.gpus, env['CUDA_VISIBLE_DEVICES']) : undefined;
  const capability = gpu?.computeCapability;
  const allowsTf32 = env['NVIDIA_TF32_OVERRIDE'] !== '0';
  return {
    ...(gpu && { gpu: gpu.name, driver: gpu.driver }),
    ...(capability !== undefined && { computeCapability: capability }),
    ...(gpu?.memoryBytes !== undefined && { gpuMemoryBytes: gpu.memoryBytes }),
    // Older GPUs do not have it.
    tf32: allowsTf32 && (capability === undefined || Number(capability) >= TF32_FROM),
  };
}
