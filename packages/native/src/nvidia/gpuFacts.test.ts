import { expect, it } from 'vitest';
import { gpuFacts } from './gpuFacts.js';

const ask = (computeCapability: string) => () =>
  Promise.resolve({
    gpus: [
      {
        ...{ index: 0, uuid: 'GPU-a', name: 'NVIDIA L4', driver: '580.95.05' },
        ...{ computeCapability, memoryBytes: 2 ** 34 },
      },
    ],
  });

it('names the GPU and its driver', async () => {
  expect(await gpuFacts({}, ask('8.9'))).toEqual({
    gpu: 'NVIDIA L4',
    driver: '580.95.05',
    computeCapability: '8.9',
    gpuMemoryBytes: 2 ** 34,
    tf32: true,
  });
});

it('says whether TF32 can be used', async () => {
  const nothing = () => Promise.resolve({ unknown: 'nvidia-smi cannot be started (ENOENT)' });
  expect(await gpuFacts({ NVIDIA_TF32_OVERRIDE: '0' }, ask('9.0'))).toMatchObject({ tf32: false });
  expect(await gpuFacts({}, ask('7.5'))).toMatchObject({ tf32: false });
  expect(await gpuFacts({}, nothing)).toEqual({ tf32: true });
});
