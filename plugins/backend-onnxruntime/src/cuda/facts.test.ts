import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cudaFacts } from './facts.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-facts-'));
});
afterEach(() => rm(root, { recursive: true }));

const ask = (computeCapability: string) => () =>
  Promise.resolve({
    gpus: [
      {
        ...{ index: 0, uuid: 'GPU-a', name: 'NVIDIA L4', driver: '580.95.05' },
        ...{ computeCapability, memoryBytes: 2 ** 34 },
      },
    ],
  });

describe('cudaFacts', () => {
  it('names the GPU, its driver and the libraries, of wheels and of the system', async () => {
    const [wheels, system] = ['site/nvidia/cu13/lib', 'usr/lib'].map((folder) =>
      join(root, folder),
    ) as [string, string];
    for (const folder of [wheels, system]) await mkdir(folder, { recursive: true });
    await writeFile(join(wheels, 'libcudart.so.13'), '');
    await mkdir(join(root, 'site', 'nvidia_cuda_runtime-13.0.96.dist-info'));
    await writeFile(join(system, 'libcudnn.so.9.28.1'), '');
    await symlink('libcudnn.so.9.28.1', join(system, 'libcudnn.so.9'));
    const env = { LD_LIBRARY_PATH: `${wheels}:${system}` };
    expect(await cudaFacts(env, ask('8.9'))).toEqual({
      gpu: 'NVIDIA L4',
      driver: '580.95.05',
      computeCapability: '8.9',
      gpuMemoryBytes: 2 ** 34,
      cudaRuntime: '13.0.96',
      cudnn: '9.28.1',
      tf32: true,
    });
  });
});
