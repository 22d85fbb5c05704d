import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingLink, type ChainPlaces } from './chain.js';
import type { NvidiaAnswer } from '@convbench/native';

/** A made-up machine on which every link is there; tests take links away. */
let root: string;
let answer: NvidiaAnswer;
const FILES = [
  'dev/nvidia0',
  'dev/nvidiactl',
  'driver/libcuda.so.1',
  'cuda/libcudart.so.13',
  'cuda/libcublasLt.so.13',
  'cuda/libcublas.so.13',
  'cuda/libcurand.so.10',
  'cuda/libnvrtc.so.13',
  'cudnn/libcudnn.so.9',
  'bin/libonnxruntime.so.1',
  'bin/libonnxruntime_providers_shared.so',
  'bin/libonnxruntime_providers_cuda.so',
];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-chain-'));
  for (const file of FILES) {
    await mkdir(join(root, file, '..'), { recursive: true });
    await writeFile(join(root, file), '');
  }
  answer = { gpus: [gpu('580.65.06')] };
});
afterEach(() => rm(root, { recursive: true }));

const gpu = (driver: string) => ({
  index: 0,
  uuid: 'GPU-a',
  name: 'NVIDIA L4',
  driver,
  computeCapability: '8.9',
  memoryBytes: 2 ** 34,
});
const places = (): ChainPlaces => ({
  devices: join(root, 'dev'),
  folders: ['driver', 'cuda', 'cudnn'].map((folder) => join(root, folder)),
  system: '',
  bin: join(root, 'bin'),
  ask: () => Promise.resolve(answer),
});
const without = (...files: string[]) =>
  Promise.all(files.map((file) => rm(join(root, file), { recursive: true })));

describe('missingLink', () => {
  it('finds none where all are there, also with a driver that the loader knows', async () => {
    expect(await missingLink('cuda', places())).toBeUndefined();
    await without('driver');
    const system = '\tlibcuda.so.1 (libc6,x86-64) => /usr/lib/libcuda.so.1\n';
    expect(await missingLink('cuda', { ...places(), system })).toBeUndefined();
  });

  it.each<[string, string[], RegExp, RegExp]>([
    ['driver', ['driver', 'dev'], /driver is missing: .*libcuda\.so\.1/, /Install NVIDIA's driver/],
    ['driver', ['driver'], /\/dev\/nvidia0, but no libcuda/, /NVIDIA_DRIVER_CAPABILITIES/],
    ['driver', ['dev/nvidia0'], /has no GPU here/, /--gpus all/],
    [
      'CUDA',
      ['cuda/libcublas.so.13'],
      /^A library of CUDA is missing: libcublas\.so\.13\.$/,
      /convbench setup cuda/,
    ],
    ['CUDA', ['cuda'], /^Libraries of CUDA are missing: libcudart/, /convbench setup cuda/],
    ['cuDNN', ['cudnn'], /^A library of cuDNN is missing: libcudnn\.so\.9/, /convbench setup cuda/],
    [
      'provider',
      ['bin/libonnxruntime_providers_cuda.so'],
      /no libonnxruntime_providers_cuda\.so beside libonnxruntime\.so\.1/,
      /convbench setup cuda/,
    ],
  ])('names the %s first, without %j', async (link, files, problem, remedy) => {
    await without(...files);
    // Whatever is missing above it is not said yet.
    if (link === 'driver') await without('cuda', 'cudnn', 'bin');
    expect(await missingLink('cuda', places())).toEqual({
      link,
      problem: expect.stringMatching(problem) as string,
      remedy: expect.stringMatching(remedy) as string,
    });
  });

  it('tells a driver that is too old', async () => {
    answer = { gpus: [gpu('535.288.01')] };
    expect(await missingLink('cuda', places())).toMatchObject({
      link: 'driver',
      problem:
        "NVIDIA's driver is too old: it is 535.288.01, and CUDA 13 needs 580.65.06 or newer.",
    });
  });

  it('repeats what nvidia-smi says of a driver that does not answer', async () => {
    const refusal = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver";
    answer = { refusal };
    expect(await missingLink('cuda', places())).toMatchObject({
      link: 'driver',
      problem: `NVIDIA's driver does not answer; nvidia-smi says: ${refusal}.`,
    });
    answer = { unknown: 'nvidia-smi did not answer in 20 s' };
    expect(await missingLink('cuda', places())).toBeUndefined();
  });

  it('has a link more for TensorRT', async () => {
    expect(await missingLink('tensorrt', places())).toMatchObject({ link: 'provider' });
    await writeFile(join(root, 'bin', 'libonnxruntime_providers_tensorrt.so'), '');
    expect(await missingLink('tensorrt', places())).toMatchObject({
      link: 'TensorRT',
      problem: 'Libraries of TensorRT are missing: libnvinfer.so.10, libnvonnxparser.so.10.',
    });
  });
});
