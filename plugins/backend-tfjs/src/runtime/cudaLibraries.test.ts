import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CUDA_LIBRARIES, missingCudaLibraries } from './cudaLibraries.js';

it('names what is neither in a folder nor in the list of the loader', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-cuda-'));
  try {
    await writeFile(join(folder, 'libcudnn.so.9'), '');
    const loader =
      '\tlibcuda.so.1 (libc6,x86-64) => /lib/libcuda.so.1\n\tlibcudart.so.12.1 => /x\n';
    const missing = CUDA_LIBRARIES.filter(
      (name) => !['libcuda.so.1', 'libcudnn.so.9'].includes(name),
    );
    expect(missingCudaLibraries([folder], loader)).toEqual(missing);
    expect(missingCudaLibraries([], '')).toEqual(CUDA_LIBRARIES);
  } finally {
    await rm(folder, { recursive: true });
  }
});
