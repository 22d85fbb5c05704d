/** @file What a record says of the GPU and of the libraries that a process computes with. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { libraryPath } from '@convbench/native';
import { askNvidia, ownGpu, type NvidiaAnswer } from './nvidiaGpu.js';

export type Facts = Readonly<Record<string, string | number | boolean>> & {
  readonly tf32: boolean;
};

const LIBRARIES = {
  cudaRuntime: ['libcudart.so.13', 'nvidia_cuda_runtime'],
  cublas: ['libcublas.so.13', 'nvidia_cublas'],
  cudnn: ['libcudnn.so.9', 'nvidia_cudnn_cu13'],
} as const;

/** TensorFloat-32 came with this compute capability (Ampere). */
const TF32_FROM = 8;

/** Of the GPU that this process sees; what the driver does not tell is left out. */
export async function cudaFacts(
  env: Readonly<Record<string, string | undefined>> = process.env,
  ask: () => Promise<NvidiaAnswer> = askNvidia,
): Promise<Facts> {
  const answer = await ask();
  const gpu = 'gpus' in answer ? ownGpu(answer.gpus, env['CUDA_VISIBLE_DEVICES']) : undefined;
  const capability = gpu?.computeCapability;
  const allowsTf32 = env['NVIDIA_TF32_OVERRIDE'] !== '0';
  return {
    ...(gpu && { gpu: gpu.name, driver: gpu.driver }),
    ...(capability !== undefined && { computeCapability: capability }),
    ...(gpu?.memoryBytes !== undefined && { gpuMemoryBytes: gpu.memoryBytes }),
    ...libraryVersions(libraryPath(env)),
    // Older GPUs do not have it.
    tf32: allowsTf32 && (capability === undefined || Number(capability) >= TF32_FROM),
  };
}

/** Of the first file of each library on the path; told by the wheel that it is from, or by its full name. */
function libraryVersions(folders: readonly string[]): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const [key, [file, wheel]] of Object.entries(LIBRARIES)) {
    const folder = folders.find((each) => existsSync(join(each, file)));
    if (folder === undefined) continue;
    const version =
      wheelVersion(join(folder, '..', '..', '..'), wheel) ??
      /\.so\.(\d+\.\d+[\d.]*)$/.exec(basename(realpathSync(join(folder, file))))?.[1];
    if (version !== undefined) versions[key] = version;
  }
  return versions;
}

function wheelVersion(site: string, wheel: string): string | undefined {
  const name = readdirSync(site).find(
    (entry) => entry.startsWith(`${wheel}-`) && entry.endsWith('.dist-info'),
  );
  return name?.slice(wheel.length + 1, -'.dist-info'.length);
}
