/** @file What a record says of the GPU and of the libraries that a process computes with. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gpuFacts, libraryPath, type GpuFacts, type NvidiaAnswer } from '@convbench/native';

const LIBRARIES = {
  cudaRuntime: ['libcudart.so.13', 'nvidia_cuda_runtime'],
  cublas: ['libcublas.so.13', 'nvidia_cublas'],
  cudnn: ['libcudnn.so.9', 'nvidia_cudnn_cu13'],
} as const;

/** Of the GPU and the libraries that this process sees; what cannot be told is left out. */
export async function cudaFacts(
  env: Readonly<Record<string, string | undefined>> = process.env,
  ask?: () => Promise<NvidiaAnswer>,
): Promise<GpuFacts> {
  return { ...libraryVersions(libraryPath(env)), ...(await gpuFacts(env, ask)) };
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
